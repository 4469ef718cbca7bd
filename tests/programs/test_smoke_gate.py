"""What the smoke test of a deployment does to the run that made it: by `modelstacks:smoke` and by what was found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pulumi
import pytest

from modelstacks.azure.ml import WorkspaceAddress
from modelstacks.inference.client import Endpoint
from modelstacks.inference.results import ProbeResult, SmokeResult
from modelstacks.inference.target import SmokeTarget
from modelstacks.programs import smoke_gate
from modelstacks.programs.build_context import BuildContext
from modelstacks.programs.container_logs import Containers
from modelstacks.programs.entry import Settings
from modelstacks.programs.smoke_gate import smoke_tested_info
from registered import registered
from spec_builders import CATALOG

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from modelstacks.azure.endpoint_access import Access
    from modelstacks.programs.entry import Strictness
    from registered import Registered

PHI = CATALOG.model("Phi-4")
PASSED = SmokeResult("chat", "https://u", {"model_name": "Phi-4"}, (), 1.0)
FAILED = replace(PASSED, info=None, probes=(ProbeResult("info", "failed", "It answered 503."),))
NOTED = replace(PASSED, info=None, probes=(ProbeResult("info", "noted", "Which version?"),))
WOULD_BE = {"model_name": "Phi-4", "model_type": "chat-completions", "model_provider_name": "Microsoft"}
CONTAINERS = Containers(WorkspaceAddress("s", "rg", "ws"), "ep", "blue")
SETTINGS = Settings(Path("deployments.yaml"), "off", "strict", 7.0, "basic")


class Thread:
    """The run's thread, in this one."""

    async def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """As AzureThread does it."""
        return await work


class Endpoints:
    """The tests that were run, which all end as *result*; and the run of the program that asked for them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, result: SmokeResult) -> None:
        self.asked: list[tuple[str, float, str]] = []
        self.smoked: dict[str, SmokeResult] = {}

        async def smoke(_client: object, target: SmokeTarget, within_s: float, level: str) -> SmokeResult:
            self.asked.append((f"{target.endpoint.uri} {target.endpoint.auth}", within_s, level))
            return result

        async def read_logs(_azure: object, containers: Containers) -> str:
            return f"the logs of {containers.deployment}"

        monkeypatch.setattr(smoke_gate, "smoke", smoke)
        monkeypatch.setattr(smoke_gate, "read_logs", read_logs)

    def run(
        self, smoke: Strictness, mode: str = "managed", containers: Containers | None = None, *, preview: bool = False
    ) -> Registered:  # fmt: skip
        """Build a deployment's outputs."""

        def target(access: Access) -> SmokeTarget:
            return SmokeTarget(Endpoint("chat", access.uri, access.key, None, access.auth), PHI, mode)

        def program() -> None:
            context = BuildContext(
                plan=None,  # type: ignore[arg-type]  # not looked at
                settings=replace(SETTINGS, smoke=smoke),
                tags={},
                observed=None,  # type: ignore[arg-type]  # not looked at
                azure=Thread(),  # type: ignore[arg-type]  # what of it is used
                smoked=self.smoked,
            )
            access = (
                pulumi.Output.from_input("https://u"),
                pulumi.Output.secret("k"),
                pulumi.Output.from_input("key"),
            )
            pulumi.export("info", smoke_tested_info(context, access, target, containers))  # type: ignore[arg-type]

        return registered(program, preview=preview)


def test_what_passed_puts_out_what_it_answered_and_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    tested = Endpoints(monkeypatch, PASSED)
    run = tested.run("strict")
    assert run.outputs[""] == {"info": {"model_name": "Phi-4"}}
    assert tested.asked == [("https://u key", 7.0, "basic")]
    assert (tested.smoked, run.log) == ({"chat": PASSED}, [])


@pytest.mark.parametrize(("smoke", "preview"), [("strict", True), ("off", False)])
@pytest.mark.parametrize(
    ("mode", "expected"), [("managed", WOULD_BE), ("serverless", WOULD_BE), ("foundry", {})]
)
def test_what_is_not_tested_puts_out_what_should_be_answered(
    monkeypatch: pytest.MonkeyPatch, smoke: Strictness, preview: bool, mode: str, expected: dict[str, str]
) -> None:
    tested = Endpoints(monkeypatch, FAILED)
    assert tested.run(smoke, mode, preview=preview).outputs[""] == {"info": expected}
    assert (tested.asked, tested.smoked) == ([], {})


@pytest.mark.parametrize(
    ("containers", "said"), [(None, ""), (CONTAINERS, "\nthe logs of blue")], ids=["none", "containers"]
)
def test_what_failed_ends_a_strict_run_and_is_a_warning_otherwise(
    monkeypatch: pytest.MonkeyPatch, containers: Containers | None, said: str
) -> None:
    tested = Endpoints(monkeypatch, FAILED)
    message = f"The smoke test failed.\nIt answered 503.{said}"
    with pytest.raises(pulumi.RunError) as ended:
        tested.run("strict", containers=containers)
    assert str(ended.value) == message
    run = tested.run("warn", containers=containers)
    assert (run.outputs[""], run.log) == ({"info": {}}, [f"warning: {message}"])
    assert tested.smoked == {"chat": FAILED}


def test_an_open_question_is_a_warning_and_no_answer_of_info_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    tested = Endpoints(monkeypatch, NOTED)
    run = tested.run("strict")
    assert run.outputs[""] == {"info": {}}
    assert run.log == ["warning: The smoke test passed, but one question is left open.\nWhich version?"]
