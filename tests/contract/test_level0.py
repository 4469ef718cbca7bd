"""`modelstacks contract` reads, against a running local Azure, in a folder that holds nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from azure_fixtures import start_local_azure
from counted_writes import writes
from localazure import process
from modelstacks.contract.comparing import compare
from modelstacks.contract.expectation import load_expectation
from modelstacks.contract.files import read_contract

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from azure_fixtures import LocalAzureServer
    from command_line import CommandLine, Ended

pytestmark = pytest.mark.slow

WITHOUT_NAME = {
    "method": "GET",
    "path": "^/subscriptions/[^/]+$",
    "answer": {"displayName": None, "newcomer": 1},
}


@pytest.fixture(scope="module")
def local_azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAzureServer]:
    """One of this module's own: what other tests leave in the shared one would be news."""
    azure = start_local_azure(tmp_path_factory.mktemp("azure"))
    yield azure
    process.stop(azure.state)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in."""
    folder = tmp_path / "empty"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def run(modelstacks: CommandLine, local_azure: LocalAzureServer, folder: Path) -> CommandLine:
    """The command line as the owner, there."""
    return modelstacks.within(local_azure.env("owner"))


def verdicts(ended: Ended) -> dict[str, list[str]]:
    """How each kind that is not the same differs, by its end."""
    rows: list[dict[str, Any]] = ended.json()["compared"]
    return {row["kind"]: [row["verdict"], *row["how"]] for row in rows if row["verdict"] != "the same"}


@pytest.mark.parametrize("scenario", ["sandbox", "reader", "free-trial"])
def test_the_local_azure_has_nothing_to_say(
    modelstacks: CommandLine,
    local_azure_with: Callable[[str], LocalAzureServer],
    folder: Path,
    scenario: str,
) -> None:
    azure = local_azure_with(scenario)
    ended: list[Ended] = []
    asked = writes(azure, lambda: ended.append(modelstacks.within(azure.env(None))("contract")))
    assert (ended[0].code, asked) == (0, 0), ended[0].out
    assert ended[0].out.splitlines()[-1] == f"Written: {next(folder.iterdir()).name}"
    rows = [
        line for line in ended[0].out.splitlines()[:-2] if not line.startswith(" ")
    ]  # a long path goes on below
    assert {line.split("  ")[0] for line in rows} == {"the same"}


def test_a_planted_difference_is_told_with_what_the_code_reads(
    run: CommandLine, local_azure: LocalAzureServer, folder: Path
) -> None:
    rule = local_azure.control("POST", "faults", WITHOUT_NAME)["id"]
    ended = run("contract", "--output", "json")
    shown = run("contract")
    local_azure.control("DELETE", f"faults/{rule}")
    found = verdicts(ended)
    assert ended.code == shown.code == 1
    assert found["GET /subscriptions/*"] == [
        "differs",
        "lacks displayName, which the code reads",
        "has newcomer as well",
    ]
    assert found["the subscription"] == [
        "differs",
        "the code can't go on with the answer: KeyError 'displayName'",
    ]
    first, second = shown.out.splitlines()[:2]
    assert first.rstrip() == "differs   200     GET subscriptions/*"
    assert second.strip() == "lacks displayName, which the code reads"


def test_the_file_says_the_same_when_it_is_replayed(
    run: CommandLine, local_azure: LocalAzureServer, folder: Path
) -> None:
    rule = local_azure.control("POST", "faults", WITHOUT_NAME)["id"]
    ended = run("contract", "--output", "json")
    local_azure.control("DELETE", f"faults/{rule}")
    held = read_contract(folder / ended.json()["file"].rpartition("/")[2])
    rows = compare(held.exchanges, load_expectation(), held.reads, held.unreadable)
    assert {row.kind: [row.verdict, *row.how] for row in rows if row.verdict != "the same"} == verdicts(ended)


def test_the_file_holds_nobodys_names_ids_and_hosts(
    run: CommandLine, local_azure: LocalAzureServer, folder: Path
) -> None:
    run("contract")
    text = next(folder.iterdir()).read_text()
    scenario = local_azure.scenario
    own = [
        scenario.tenant.id,
        scenario.tenant.name,
        scenario.tenant.domain,
        "localhost",
        "rg-modelstacks-contract",
    ]
    own += [word for each in scenario.subscriptions for word in (each.id, each.name)]
    own += [word for each in scenario.principals for word in (each.app_id, each.object_id)]
    assert [word for word in own if word.lower() in text.lower()] == []
    assert json.loads(text)["level"] == 0


def test_what_is_not_allowed_is_no_difference(run: CommandLine, local_azure: LocalAzureServer) -> None:
    fault = {"path": "deletedVaults", "status": 403, "code": "AuthorizationFailed"}
    rule = local_azure.control("POST", "faults", fault)["id"]
    ended = run("contract", "--output", "json")
    local_azure.control("DELETE", f"faults/{rule}")
    kind = "GET /subscriptions/*/providers/Microsoft.KeyVault/deletedVaults"
    assert (ended.code, verdicts(ended)) == (0, {kind: ["not allowed", "AuthorizationFailed"]})


def test_what_does_not_answer_is_told(run: CommandLine, local_azure: LocalAzureServer) -> None:
    rule = local_azure.control("POST", "faults", {"path": "deletedVaults", "reset": True})["id"]
    ended = run("contract", "--output", "json")
    local_azure.control("DELETE", f"faults/{rule}")
    [(verdict, _)] = verdicts(ended).values()
    assert (ended.code, verdict) == (1, "no answer")


def test_a_second_file_of_a_day_gets_a_number_and_a_spec_of_ones_own_is_taken(
    run: CommandLine, folder: Path
) -> None:
    (folder / "deployments.yaml").write_text(
        "subscription: ${AZURE_SUBSCRIPTION_ID}\nresource_group: rg-nowhere\n"
        "workspaces: {eastus2: here}\ndeployments: {one: {model: Phi-4, mode: serverless}}\n"
    )
    first, second = (run("contract", "--output", "json").json() for _ in range(2))
    assert second["file"] == first["file"].removesuffix(".json") + "-2.json"
    kinds = {row["kind"].rpartition("/")[2] for row in first["compared"]}
    assert "deletedAccounts" not in kinds


def test_the_platform_is_asked_about_too(run: CommandLine, folder: Path) -> None:
    spec = folder / "platform.yaml"
    spec.write_text(
        "subscription: ${AZURE_SUBSCRIPTION_ID}\nresource_group: rg-nowhere\nregion: swedencentral\nhubs: {hub-one: {}}\n"
    )
    ended = run("contract", spec)
    assert ended.code == 0, ended.out
