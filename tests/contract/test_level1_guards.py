"""What level 1 refuses, and what it leaves alone when it deletes: against a running local Azure, without an engine."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from counted_writes import writes
from estate import Estate, workspace
from modelstacks.azure.session import run_with_arm
from modelstacks.contract.guards import refuse_existing_group, refuse_two_meanings
from modelstacks.contract.ledger import Account, Ledger
from modelstacks.contract.removing import RUN_TAG, LeftError, remove
from modelstacks.contract.wanted_ids import Located
from modelstacks.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from azure_fixtures import LocalAzureServer
    from command_line import CommandLine

pytestmark = pytest.mark.slow

RUN = "0badcafe"
GROUPS = "2024-03-01"


@pytest.fixture
def estate(local_azure: LocalAzureServer) -> Iterator[Estate]:
    """A group of the test's own."""
    with Estate(local_azure) as made:
        yield made


@contextmanager
def tagged(estate: Estate) -> Iterator[None]:
    """The group carries the run's tag."""
    estate.arm.send("PUT", estate.group, {"location": estate.region, "tags": {RUN_TAG: RUN}})
    yield


def ledger_of(estate: Estate, folder: Path, *resources: Located, cloud: str | None = None) -> Ledger:
    ledger = Ledger(folder)
    ledger.begin(Account(RUN, estate.azure.subscription, cloud or estate.azure.url))
    ledger.note([Located(estate.group, GROUPS), *resources])
    return ledger


def removed(estate: Estate, ledger: Ledger) -> list[str]:
    said: list[str] = []
    run_with_arm(lambda arm: remove(arm, ledger, estate.azure.url, said.append), estate.azure.env())
    return said


def test_a_group_that_is_there_is_refused(estate: Estate) -> None:
    with pytest.raises(UsageError) as refused:
        run_with_arm(lambda arm: refuse_existing_group(arm, estate.group), estate.azure.env())
    assert str(refused.value) == (
        f"The resource group {estate.group} exists already, so nothing was made in it.\n"
        "Run the command again: it takes another name."
    )


def test_an_environment_that_names_two_is_refused_before_anything_is_asked(
    modelstacks: CommandLine, local_azure: LocalAzureServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run = modelstacks.within({**local_azure.env("owner"), "ARM_CLIENT_ID": "somebody-else"})
    ended = run("contract", "--create", "--yes")
    own = local_azure.env("owner")["AZURE_CLIENT_ID"]
    assert ended.code == 2
    assert ended.err == (
        f"AZURE_CLIENT_ID is {own}, ARM_CLIENT_ID is somebody-else: nothing was made.\n"
        "Set both to the one you mean, or unset ARM_CLIENT_ID.\n"
    )
    refuse_two_meanings({"AZURE_CLIENT_ID": "A", "ARM_CLIENT_ID": "a", "ARM_TENANT_ID": "t"})


def test_the_ledgers_ids_are_deleted_the_last_one_first_and_for_good(estate: Estate, tmp_path: Path) -> None:
    vault = Located(estate.key_vault(), "2024-11-01")
    properties = {"storageAccount": estate.storage_account(), "keyVault": vault.id}
    estate.put(workspace("hub"), {"kind": "Hub", "properties": properties})
    hub = Located(estate.id(workspace("hub")), "2025-12-01")
    storage = Located(properties["storageAccount"], "2024-01-01")
    with tagged(estate):
        said = removed(estate, ledger := ledger_of(estate, tmp_path, storage, vault, hub))
    assert [line.split()[1] for line in said] == ["workspaces", "vaults", "storageAccounts", "resourceGroups"]
    assert ledger.left() == []
    estate.arm.send("PUT", estate.group, {"location": estate.region})
    assert estate.key_vault() == vault.id  # refused while a deleted one of that name is kept


def test_a_group_of_somebody_elses_stays(estate: Estate, tmp_path: Path) -> None:
    ledger = ledger_of(estate, tmp_path)
    with pytest.raises(LeftError) as left:
        removed(estate, ledger)
    assert f"{estate.group}\n  It does not carry the tag {RUN_TAG}={RUN}: somebody else made it.\n" in str(
        left.value
    )
    assert [row.id for row in ledger.left()] == [estate.group]


def test_a_group_in_which_somebody_else_made_something_stays(estate: Estate, tmp_path: Path) -> None:
    others = estate.storage_account()
    with tagged(estate), pytest.raises(LeftError) as left:
        removed(estate, ledger_of(estate, tmp_path))
    assert str(left.value).splitlines()[1:] == [
        estate.group,
        f"  It still holds {others}.",
        "The next `modelstacks contract --create` here tries again.",
    ]


def test_what_cannot_be_deleted_does_not_stop_the_rest(estate: Estate, tmp_path: Path) -> None:
    storage, vault = (
        Located(estate.storage_account(), "2024-01-01"),
        Located(estate.key_vault(), "2024-11-01"),
    )
    fault = {"method": "DELETE", "path": "/vaults/", "status": 409, "code": "Conflict", "message": "Busy."}
    rule = estate.azure.control("POST", "faults", fault)["id"]
    ledger = ledger_of(estate, tmp_path, storage, vault)
    with tagged(estate), pytest.raises(LeftError, match="Conflict: Busy"):
        removed(estate, ledger)
    estate.azure.control("DELETE", f"faults/{rule}")
    assert {row.id for row in ledger.left()} == {estate.group, vault.id}
    with tagged(estate):
        removed(estate, ledger)
    assert ledger.left() == []


def test_a_ledger_of_another_cloud_is_left_alone(estate: Estate, tmp_path: Path) -> None:
    ledger = ledger_of(estate, tmp_path, cloud="https://management.azure.com")
    refused: list[str] = []

    def run() -> None:
        with pytest.raises(UsageError) as caught:
            removed(estate, ledger)
        refused.append(str(caught.value))

    assert writes(estate.azure, run) == 0
    said = f"is of a run on https://management.azure.com, but this shell talks to {estate.azure.url}.\n"
    assert refused == [
        f"{ledger.path} {said}Run the command in a shell for that cloud: it deletes what the run made."
    ]
