"""The other kind of spec where one is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from modelstacks.errors import SpecError
from modelstacks.spec import load_deployments, load_platform

if TYPE_CHECKING:
    from pathlib import Path


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
