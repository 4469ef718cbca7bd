"""A program that imports modelstacks, from the wheel, goes from nothing to tested endpoints as the commands do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from e2e_bench import Bench, Ran

pytestmark = pytest.mark.e2e

SPEC = """\
subscription: ${AZURE_SUBSCRIPTION_ID}
resource_group: rg-models
workspaces:
  swedencentral: {name: chat, create: true}
deployments:
  phi: {model: Phi-4, mode: serverless}
"""
PROGRAM = """\
import asyncio, json, sys, modelstacks
from modelstacks.errors import ModelstacksError

told = []
def tried(name, *args, **options):
    try:
        return getattr(modelstacks, name)("deployments.yaml", *args, **options)
    except ModelstacksError as err:
        return f"{type(err).__name__}: {err}"

async def in_a_notebook():
    return modelstacks.check("deployments.yaml")

early = tried("deploy")
report = asyncio.run(in_a_notebook())
lock = modelstacks.lock("deployments.yaml")
outputs = modelstacks.deploy("deployments.yaml", say=told.append)
results = modelstacks.smoke("deployments.yaml")
json.dump({
    "early": early,
    "checked": report.exit_code,
    "modes": {name: decision.mode for name, decision in lock.decisions.items()},
    "outputs": outputs,
    "told": "".join(told),
    "smoke": [[each.name, each.state, each.problem, [probe.id for probe in each.probes]] for each in results],
    "unknown": tried("lock", upgrade=["chat"]),
}, open("said.json", "w"))
"""
REFUSED = """\
import modelstacks
from modelstacks.engine.errors import StackError
try:
    modelstacks.deploy("deployments.yaml", stack="other")
except StackError as err:
    print(err)
"""


@pytest.fixture(scope="module")
def ran(bench: Bench) -> Ran:
    """The program, run in the folder of the spec."""
    bench.make_group()
    (bench.stack("models") / "deployments.yaml").write_text(SPEC)
    return python(bench, PROGRAM)


@pytest.fixture(scope="module")
def said(bench: Bench, ran: Ran) -> Any:
    """What it wrote down."""
    assert ran.code == 0, ran.out
    return json.loads((bench.stack("models") / "said.json").read_text())


def python(bench: Bench, program: str) -> Ran:
    """Run *program* with the Python that has the wheel."""
    return bench.run(str(bench.installed.bin / "python"), "-c", program, cwd=bench.stack("models"))


def test_nothing_is_deployed_before_it_is_decided(said: Any) -> None:
    assert said["early"].startswith("UsageError: deployments.lock.yaml is missing: nothing is decided yet.")


def test_check_is_good_in_a_running_loop_too(said: Any) -> None:
    assert said["checked"] == 0


def test_the_lock_is_returned_as_it_is_written(bench: Bench, said: Any) -> None:
    assert said["modes"] == {"phi": "serverless"}
    assert bench.modelstacks("lock", "--check", str(bench.stack("models") / "deployments.yaml")).code == 0


def test_deploy_returns_the_outputs_with_the_key_masked(said: Any) -> None:
    deployed = said["outputs"]["deployments"]["phi"]
    assert deployed["uri"].startswith("https://")
    assert deployed["key"] == "[secret]"


def test_deploy_says_nothing_but_to_who_listens(ran: Ran, said: Any) -> None:
    assert ran.out == ""
    assert "Stack modelstacks-models/local on " in said["told"]
    assert "created" in said["told"]


def test_smoke_has_a_result_for_each_of_what_the_model_can(said: Any) -> None:
    assert said["smoke"] == [["phi", "passed", None, ["info", "chat", "chat-stream"]]]


def test_an_unknown_name_is_an_error_of_ours(said: Any) -> None:
    assert said["unknown"].startswith("UsageError: --upgrade chat: the lock has no such deployment.")


def test_what_failed_is_in_the_error_where_nobody_listened(bench: Bench, said: Any) -> None:
    """What the program found; the endpoint is the first stack's."""
    refused = python(bench, REFUSED).out
    assert "`pulumi up` failed for stack other." in refused
    assert "The endpoint phi is in swedencentral already, in chat, and not this stack's." in refused
