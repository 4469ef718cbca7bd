"""How a program begins: whoever starts it without `modelstacks` has it look whose stack that is, before Azure is asked."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pulumi
import pytest

from locked_decisions import write_lock
from modelstacks.programs import models, platform

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType

    from modelstacks.deployment.spec_mark import SpecMark

SUBSCRIPTION = "5ab5c41b-0000-4000-8000-000000000001"
HEAD = f"subscription: {SUBSCRIPTION}\nresource_group: rg-models\n"
MODELS = (
    f"{HEAD}workspaces: {{swedencentral: chat}}\ndeployments: {{phi: {{model: Phi-4, mode: serverless}}}}\n"
)
PLATFORM = f"{HEAD}region: swedencentral\nhubs: {{hub: {{}}}}\n"


class AzureIsAskedError(Exception):
    """As far as a test goes."""


@pytest.fixture(autouse=True)
def _in_a_program(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in {"organization": "organization", "project": "models", "stack": "dev"}.items():
        monkeypatch.setattr(pulumi, f"get_{name}", lambda value=value: value)
    monkeypatch.setenv("AZURE_SUBSCRIPTION_ID", SUBSCRIPTION)
    before = signal.getsignal(signal.SIGINT)  # a program's handler would end this process
    yield
    signal.signal(signal.SIGINT, before)
    pulumi.runtime.set_all_config({})


@pytest.mark.parametrize("is_named", [False, True])
@pytest.mark.parametrize(("program", "text"), [(models, MODELS), (platform, PLATFORM)])
def test_whose_stack_it_is_is_asked_unless_modelstacks_did(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: ModuleType, text: str, is_named: bool
) -> None:
    spec = tmp_path / "spec.yaml"
    spec.write_text(text)
    if program is models:
        write_lock(spec, {})
    pulumi.runtime.set_all_config({"modelstacks:spec": str(spec)})
    asked: list[SpecMark] = []

    def azure(_environ: object) -> None:
        raise AzureIsAskedError

    monkeypatch.setattr(program, "register_leanly", lambda: None)
    monkeypatch.setattr(program, "refuse_other_spec", asked.append)
    monkeypatch.setattr(program, "AzureThread", azure)
    with pytest.raises(AzureIsAskedError):
        program.run(spec if is_named else None)
    assert [mark.resource_group for mark in asked] == ([] if is_named else ["rg-models"])
