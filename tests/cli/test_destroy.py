"""What a destroy says before and after it: whose endpoints stop it, and what became of what is around the stack."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from estate import LLAMA, REGION, Estate, workspace
from lifecycle_builders import ENSURED, WORKSPACE, observed
from locked_decisions import write_lock
from modelstacks.azure.tags import stack_tags
from modelstacks.cli.destroy import GuestsError, TeardownError, _refuse_guests, _report, _Run, _subscriptions
from modelstacks.cli.output import Output
from modelstacks.engine.errors import StackError
from modelstacks.engine.stacks import StackChoice
from modelstacks.lifecycle.leftovers import Leftover, StateResource

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from azure_fixtures import LocalAzureServer
    from command_line import CommandLine
    from modelstacks.azure.observed_endpoint import ObservedEndpoint

GROUP = "/subscriptions/s/resourceGroups/g/providers"
ACCOUNT = f"{GROUP}/Microsoft.CognitiveServices/accounts/ai"
OFFER = f"{WORKSPACE}/marketplaceSubscriptions/offer"
IDS = (WORKSPACE, ACCOUNT, OFFER)
NAME = "Llama-3-3-70B-Instruct"
"""How the program names the Marketplace subscription."""
FAILED = Leftover(ACCOUNT, "failed", "Azure is busy.")
LEFT = Leftover(OFFER, "left", "used by theirs")
DELETED = Leftover(f"{OFFER}-2", "deleted", "nobody uses it any more")

MINE = stack_tags("modelstacks-models", "dev")
LOST = observed("lost")
PROD = observed("prod", tags=stack_tags("modelstacks-models", "prod"))
NAMESAKE = observed("namesake", tags=stack_tags("another-project", "dev"))
ENSURED_ONE = observed("ensured", tags=ENSURED)
IN_ACCOUNT = observed("gpt", id=f"{ACCOUNT}/deployments/gpt", tags=stack_tags("modelstacks-models", "prod"))


def run(output: Output = Output.TABLE) -> _Run:
    opened: Any = SimpleNamespace(choice=SimpleNamespace(project="modelstacks-models", stack="dev"))
    return _Run(opened, output, [StateResource(f"urn::{id_}", "type", id_, {}) for id_ in IDS])


def stack_error() -> StackError:
    return StackError("The engine failed.")


@pytest.mark.parametrize(
    ("guests", "held", "named", "remedy"),
    [
        ([LOST], "workspaces", ["lost in chat (no stack)"], "--include-untagged --name lost"),
        ([PROD], "workspaces", ["prod in chat (modelstacks-models/prod)"], "--name prod"),
        ([NAMESAKE], "workspaces", ["namesake in chat (another-project/dev)"], "--name namesake"),
        ([ENSURED_ONE], "workspaces", ["ensured in chat (no stack)"], "--name ensured"),
        (
            [PROD, LOST],
            "workspaces",
            ["prod in chat (modelstacks-models/prod)", "lost in chat (no stack)"],
            "--include-untagged --name prod --name lost",
        ),
        (
            [PROD, IN_ACCOUNT],
            "workspaces and accounts",
            ["prod in chat (modelstacks-models/prod)", "gpt in ai (modelstacks-models/prod)"],
            "--name prod --name gpt",
        ),
    ],
    ids=["nobody's", "another stack's", "another project's", "ensured", "two kinds", "two parents"],
)
def test_whoever_has_endpoints_in_what_would_go_stops_it(
    guests: list[ObservedEndpoint], held: str, named: list[str], remedy: str
) -> None:
    mine = observed("mine", tags=MINE)
    elsewhere = observed("far", id=f"{WORKSPACE}-2/onlineEndpoints/far")
    with pytest.raises(GuestsError) as stopped:
        _refuse_guests(run(), [mine, *guests, elsewhere])
    names = "\n".join(f"  {name}" for name in named)
    assert str(stopped.value) == (
        f"Stack dev holds {held} in which others have endpoints, which would be deleted with them:\n{names}\n"
        "Nothing was deleted. Destroy their stacks first (`modelstacks destroy`), or delete them: "
        f"modelstacks reap --any-quota {remedy}"
    )


def test_what_is_the_stacks_own_or_lies_elsewhere_stops_nothing() -> None:
    elsewhere = observed("far", id=f"{WORKSPACE}-2/onlineEndpoints/far")
    _refuse_guests(run(), [observed("mine", tags=MINE), elsewhere])


@pytest.mark.parametrize(
    ("left", "fails", "deleted"),
    [([], False, 3), ([LEFT], False, 2), ([DELETED], False, 3), ([LEFT, FAILED, DELETED], True, 2)],
    ids=["nothing", "left", "deleted around it", "one failed"],
)
def test_json_counts_what_is_gone_of_the_stack_and_lists_what_is_around_it(
    left: list[Leftover], fails: bool, deleted: int, capsys: pytest.CaptureFixture[str]
) -> None:
    if fails:
        with pytest.raises(TeardownError, match="Stack dev is gone, but 1 resource around it"):
            _report(run(Output.JSON), left)
    else:
        _report(run(Output.JSON), left)
    said = json.loads(capsys.readouterr().out)
    assert (said["destroyed"], said["changes"]) == ("dev", {"delete": deleted})
    assert [(each["id"], each["result"], each["why"]) for each in said["around"]] == [
        (each.id, each.result, each.why) for each in left
    ]


def test_json_of_a_failure_claims_nothing_and_still_says_what_was_cleaned_up(
    capsys: pytest.CaptureFixture[str],
) -> None:
    failure = stack_error()
    with pytest.raises(StackError) as raised:
        _report(run(Output.JSON), [FAILED, DELETED], failure)
    assert raised.value is failure
    said = json.loads(capsys.readouterr().out)
    assert (said["destroyed"], said["changes"]) == (None, {})
    assert [each["result"] for each in said["around"]] == ["failed", "deleted"]


@pytest.mark.parametrize("failure", [None, stack_error()], ids=["gone", "failed"])
def test_the_table_has_a_row_for_all_that_is_around_the_stack(
    failure: StackError | None, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(StackError if failure else TeardownError):
        _report(run(), [LEFT, FAILED], failure)
    table = capsys.readouterr().out
    for said in (
        "marketplaceSubscriptions",
        "offer",
        "left",
        "used by theirs",
        "ai",
        "failed",
        "Azure is busy.",
    ):
        assert said in table


WHY = "Azure keeps it, and nobody here may look why: " * 6


@pytest.mark.parametrize(("columns", "most"), [(None, 120), ("80", 80), ("60", 60)])
def test_a_long_reason_wraps_beside_or_below_its_row(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], columns: str | None, most: int
) -> None:
    if columns:
        monkeypatch.setenv("COLUMNS", columns)
    _report(run(), [Leftover(OFFER, "left", WHY.strip())])
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= most
    assert out.split().count("nobody") == 6


def test_nothing_around_the_stack_is_no_table(capsys: pytest.CaptureFixture[str]) -> None:
    _report(run(), [])
    assert capsys.readouterr().out == ""


@pytest.fixture
def estate(local_azure: LocalAzureServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Estate]:
    """A workspace that a destroy has left, with the Marketplace subscription in it; the environment is the owner's."""
    for name, value in local_azure.env().items():
        monkeypatch.setenv(name, value)
    with Estate(local_azure) as made:
        made.subscribe(made.project(), LLAMA, NAME)
        yield made


def opened_for(folder: Path, estate: Estate, model: str) -> _Run:
    spec = folder / "deployments.yaml"
    spec.write_text(
        f"subscription: {estate.azure.subscription}\nresource_group: rg-{estate.tag}\n"
        f"workspaces: {{{REGION}: chat}}\ndeployments: {{llama: {{model: {model}, mode: serverless}}}}\n"
    )
    write_lock(spec, estate.azure.env())
    stack = SimpleNamespace(get_all_config=dict)
    opened: Any = SimpleNamespace(choice=StackChoice(spec, "models", "dev"), stack=stack)
    return _Run(opened, Output.JSON, [])


def subscriptions(estate: Estate) -> list[str]:
    found = estate.get(f"{workspace('chat')}/marketplaceSubscriptions")["value"]
    return [each["name"] for each in found]


def test_a_subscription_that_an_earlier_destroy_left_goes_once_nobody_uses_it(
    estate: Estate, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deleted = _subscriptions(opened_for(tmp_path, estate, "Llama-3.3-70B-Instruct"), [])
    id_ = estate.id(f"{workspace('chat')}/marketplaceSubscriptions/{NAME}")
    assert deleted == [Leftover(id_, "deleted", "nobody uses it any more")]
    assert subscriptions(estate) == []
    assert capsys.readouterr().err == "Deleting the Marketplace subscriptions that nobody uses any more …\n"


def test_one_that_this_destroy_has_told_of_is_not_asked_about_again(
    estate: Estate, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    id_ = estate.id(f"{workspace('chat')}/marketplaceSubscriptions/{NAME}")
    assert _subscriptions(opened_for(tmp_path, estate, "Llama-3.3-70B-Instruct"), [id_]) == []
    assert subscriptions(estate) == [NAME]
    assert capsys.readouterr().err == ""


def test_a_spec_that_buys_nothing_leaves_none_to_look_for(
    estate: Estate, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _subscriptions(opened_for(tmp_path, estate, "Phi-4"), []) == []
    assert capsys.readouterr().err == ""


def test_a_spec_that_cannot_be_read_any_more_is_said(
    estate: Estate, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = opened_for(tmp_path, estate, "Phi-4")
    run.opened.choice.spec.write_text("resource_group: [")
    assert _subscriptions(run, []) == []
    said = capsys.readouterr().err
    assert said.startswith("Marketplace subscriptions left by an earlier destroy were not looked for: ")
    assert "deployments.yaml:" in said


def test_keeping_all_and_purging_it_at_once_is_refused(modelstacks: CommandLine) -> None:
    ended = modelstacks("destroy", "--keep", "--purge", "--yes")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "--keep leaves everything, --purge deletes it for good: choose one of them.\n"
