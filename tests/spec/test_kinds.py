"""The other kind of spec where one is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from modelstacks.errors import SpecError
from modelstacks.spec import load_deployments, load_platform
from modelstacks.spec.kinds import KINDS, kind_of, part_at, read_spec

if TYPE_CHECKING:
    from pathlib import Path

    from modelstacks.spec.kinds import SpecKind


def test_a_platform_is_no_deployments(tmp_path: Path) -> None:
    spec = tmp_path / "platform.yaml"
    spec.write_text("subscription: s\nhubs: {}\nregion: swedencentral\n")
    with pytest.raises(SpecError) as refusal:
        load_deployments(spec, {})
    assert str(refusal.value) == (
        f"{spec}:2:1: 'hubs' makes this a platform.yaml, which has no place here: "
        "give the file with your `deployments` instead"
    )


def test_deployments_are_no_platform(tmp_path: Path) -> None:
    spec = tmp_path / "deployments.yaml"
    spec.write_text("subscription: s\ndeployments: {}\n")
    with pytest.raises(SpecError) as refusal:
        load_platform(spec, {})
    assert str(refusal.value) == (
        f"{spec}:2:1: 'deployments' makes this a deployments.yaml, which has no place here: "
        "give the file with your `hubs` or `workspaces` instead"
    )


def test_who_mixes_both_hears_which_key_is_wrong(tmp_path: Path) -> None:
    spec = tmp_path / "deployments.yaml"
    spec.write_text("subscription: s\nregion: r\ndeployments: {}\n")
    with pytest.raises(SpecError, match="unknown key 'region'"):
        load_deployments(spec, {})


@pytest.mark.parametrize(
    ("keys", "name"),
    [
        ({"hubs"}, "platform"),
        ({"deployments"}, "models"),
        ({"hubs", "deployments"}, "models"),
        ({"subscription"}, "models"),
        (set(), "models"),
    ],
)
def test_a_file_is_of_the_kind_that_has_its_keys(keys: set[str], name: str) -> None:
    assert kind_of(keys).name == name


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_who_has_no_spec_hears_what_writes_one(tmp_path: Path, kind: SpecKind) -> None:
    with pytest.raises(SpecError, match=r"give the path of yours; `modelstacks init` writes a first one$"):
        part_at(kind.load)(tmp_path / kind.file, {})


def test_of_a_file_with_a_name_of_its_own_nothing_is_promised(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"give the path of yours$"):
        read_spec(tmp_path / "mine.yaml", {})


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_what_a_kind_is_made_of_is_there(kind: SpecKind) -> None:
    assert all(callable(part_at(name)) for name in (kind.load, kind.schema, kind.program))
    assert part_at(kind.program).__module__ == f"modelstacks.programs.{kind.name}"
