"""What is read from a spec's files: its plan, and whose it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from locked_decisions import locked_decision
from modelstacks.deployment.plan import plan_models
from modelstacks.deployment.spec_files import read_mark, read_plan
from modelstacks.deployment.spec_mark import SpecMark
from modelstacks.errors import SpecError, UsageError
from modelstacks.lock_decisions import Lock, asked_for
from modelstacks.lock_path import lock_path
from spec_builders import deployment, spec_of

if TYPE_CHECKING:
    from pathlib import Path


def test_the_plan_is_read_by_the_lock_beside_the_spec(tmp_path: Path) -> None:
    chat = deployment("chat", "Phi-4", mode="serverless")
    spec = spec_of([chat], path=tmp_path / "deployments.yaml")
    lock = Lock({"chat": locked_decision(chat, asked=asked_for(chat, spec))})
    lock_path(spec.path).write_text(lock.text(), encoding="utf-8")
    assert read_plan(spec) == plan_models(spec, lock.decisions)


def test_without_a_lock_nothing_is_planned(tmp_path: Path) -> None:
    spec = spec_of([deployment("chat", "Phi-4", mode="serverless")], path=tmp_path / "deployments.yaml")
    with pytest.raises(UsageError) as refusal:
        read_plan(spec)
    assert str(refusal.value) == (
        f"{tmp_path}/deployments.lock.yaml is missing: nothing is decided yet.\n"
        f"Run `modelstacks lock {spec.path}`, review what it decided, and commit the file."
    )


@pytest.mark.parametrize(
    ("lock", "id_"), [(None, ""), ("format: 1\nid: abc\n", "abc"), ("id: '1e1'\n<<<<<<< ours\n", "1e1")]
)
def test_a_spec_is_known_by_its_lock_also_where_both_are_full_of_mistakes(
    tmp_path: Path, lock: str | None, id_: str
) -> None:
    spec = tmp_path / "models.yaml"
    spec.write_text("subscription: ${SUB}\nresource_group: rg\nreggion: x\ndeployments: {a: {}, b: 1}\n")
    if lock:
        (tmp_path / "models.lock.yaml").write_text(lock)
    assert read_mark(spec, {"SUB": "s"}) == SpecMark("s", "rg", id_, "models.yaml", frozenset({"a", "b"}))


def test_a_variable_that_is_missing_elsewhere_hides_not_whose_the_spec_is(tmp_path: Path) -> None:
    spec = tmp_path / "models.yaml"
    spec.write_text("subscription: s\ndeployments: {a: {model: '${NOT_SET}'}}\n")
    assert read_mark(spec, {}) == SpecMark("s", "", "", "models.yaml", frozenset({"a"}))


def test_what_a_variable_says_is_taken_as_it_stands(tmp_path: Path) -> None:
    spec = tmp_path / "models.yaml"
    spec.write_text("subscription: ${SUB}\nresource_group: rg\n")
    assert read_mark(spec, {"SUB": "${OTHER}"}) == SpecMark("${OTHER}", "rg", "", "models.yaml")


def test_a_spec_that_leaves_open_where_is_a_mistake(tmp_path: Path) -> None:
    spec = tmp_path / "models.yaml"
    spec.write_text("resource_group: rg\nsubscription: ${NOT_SET}\n")
    with pytest.raises(SpecError, match="NOT_SET"):
        read_mark(spec, {})
