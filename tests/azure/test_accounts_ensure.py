"""Foundry accounts and deployments made and removed through azure-mgmt-cognitiveservices, against the local Azure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from counted_writes import writes
from estate import Estate
from foundry_builders import ACCOUNTS, NEWEST
from modelstacks.azure.accounts_client import open_accounts
from modelstacks.azure.accounts_ensure import (
    DesiredAccount,
    DesiredAccountDeployment,
    ensure_account,
    ensure_account_deployment,
    remove_account,
    remove_account_deployment,
)
from modelstacks.azure.ml_desired import DifferenceError, Ensured
from modelstacks.azure.ownership import OwnedByStackError
from modelstacks.azure.tags import ENSURED_TAG, stack_tags
from modelstacks.errors import AzureError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from azure_fixtures import LocalAzureServer

pytestmark = pytest.mark.slow
OURS = {ENSURED_TAG: "true"}
PHI = {"format": "Microsoft", "name": "Phi-4"}


class Ensuring:
    """An account of the test's own, and the client that makes it."""

    def __init__(self, client: Any, estate: Estate) -> None:
        self.client, self.estate = client, estate
        self.group = estate.group.rpartition("/")[2]
        self.name = f"ai-{estate.tag}"
        self.account = DesiredAccount(
            self.name, estate.region, self.name, local_auth=False, project="chat", tags=OURS
        )
        self.deployment = DesiredAccountDeployment(
            self.name, "phi", "GlobalStandard", 1, {"model": PHI}, OURS
        )

    def make(self, **fields: Any) -> list[tuple[str, str, tuple[str, ...]]]:
        """Ensure the account and its project."""
        rows = ensure_account(self.client, self.group, replace(self.account, **fields), 60)
        return [(row.what, row.outcome, row.changed) for row in rows]

    def deploy(self, **fields: Any) -> Ensured:
        """Ensure the deployment."""
        return ensure_account_deployment(self.client, self.group, replace(self.deployment, **fields), 60)

    def live(self, below: str = "") -> Any:
        """What Azure has."""
        return self.estate.get(f"{ACCOUNTS}/{self.name}{below}", version=NEWEST)

    def own(self, tags: dict[str, str]) -> None:
        """Put other tags on the account."""
        self.estate.arm.send("PATCH", self.estate.id(f"{ACCOUNTS}/{self.name}"), {"tags": tags}, NEWEST)


@pytest.fixture(scope="module")
def client(local_azure: LocalAzureServer) -> Iterator[Any]:
    with open_accounts(local_azure.env(), local_azure.subscription) as opened:
        yield opened


@pytest.fixture
def ensuring(local_azure: LocalAzureServer, client: Any) -> Iterator[Ensuring]:
    with Estate(local_azure) as estate:
        yield Ensuring(client, estate)


def without_writes(ensuring: Ensuring, run: Callable[[], object]) -> None:
    assert writes(ensuring.estate.azure, run) == 0


def test_an_account_is_made_once_with_its_project(ensuring: Ensuring) -> None:
    account, project = f"Foundry account {ensuring.name}", f"Foundry project chat of {ensuring.name}"
    assert ensuring.make() == [(account, "created", ()), (project, "created", ())]
    live, below = ensuring.live(), ensuring.live("/projects/chat")
    assert (live["kind"], live["sku"]["name"], live["identity"]["type"]) == (
        "AIServices",
        "S0",
        "SystemAssigned",
    )
    wanted = {
        "allowProjectManagement": True,
        "customSubDomainName": ensuring.name,
        "disableLocalAuth": True,
        "publicNetworkAccess": "Enabled",
    }
    assert wanted.items() <= live["properties"].items()
    assert (live["tags"], below["tags"]) == (OURS, OURS)
    assert (below["properties"]["displayName"], below["identity"]["type"]) == ("chat", "SystemAssigned")
    again: list[Any] = []
    without_writes(ensuring, lambda: again.extend(ensuring.make()))
    assert again == [(account, "unchanged", ()), (project, "unchanged", ())]


def test_tags_are_added_and_what_cannot_be_changed_is_reported(ensuring: Ensuring) -> None:
    ensuring.make(project=None)
    ensuring.own({"theirs": "stays"})
    (row,) = ensuring.make(project=None, tags={"owner": "me"})
    assert row[1:] == ("updated", ("tags",))
    assert ensuring.live()["tags"] == {"theirs": "stays", "owner": "me"}
    with pytest.raises(DifferenceError) as refused:
        ensuring.make(region="westus", subdomain="other", local_auth=True)
    assert refused.value.differences == {
        "region": (ensuring.estate.region, "westus"),
        "subdomain": (ensuring.name, "other"),
        "local_auth": (False, True),
    }


def test_a_deployment_is_made_changed_in_place_and_left_alone_otherwise(ensuring: Ensuring) -> None:
    ensuring.make(project=None)
    made = ensuring.deploy()
    assert (made.what, made.outcome) == (f"Foundry deployment phi of {ensuring.name}", "created")
    live = ensuring.live("/deployments/phi")
    assert (live["sku"], live["tags"]) == ({"name": "GlobalStandard", "capacity": 1}, OURS)
    assert PHI.items() <= live["properties"]["model"].items()
    without_writes(ensuring, ensuring.deploy)
    more = ensuring.deploy(
        capacity=2,
        tags={"owner": "me"},
        properties={"model": PHI, "versionUpgradeOption": "NoAutoUpgrade"},
    )
    assert (more.outcome, more.changed) == ("updated", ("tags", "capacity", "versionUpgradeOption"))
    live = ensuring.live("/deployments/phi")
    assert (live["sku"]["capacity"], live["tags"]) == (2, {**OURS, "owner": "me"})
    assert live["properties"]["versionUpgradeOption"] == "NoAutoUpgrade"
    with pytest.raises(DifferenceError, match="model: it is Phi-4, but Phi-4-mini is wanted"):
        ensuring.deploy(properties={"model": {**PHI, "name": "Phi-4-mini"}})


def test_what_ensure_made_is_removed_and_an_account_comes_back_when_it_is_asked_for_again(
    ensuring: Ensuring,
) -> None:
    ensuring.make()
    ensuring.deploy()
    client, group, name = ensuring.client, ensuring.group, ensuring.name
    assert [remove_account_deployment(client, group, name, "phi", 60) for _ in "12"] == [True, False]
    assert [remove_account(client, group, name, "chat", 60) for _ in "12"] == [True, False]
    rows = ensuring.make(local_auth=True)
    assert rows[0][1] == "restored"
    assert ensuring.live()["properties"]["disableLocalAuth"] is False


@pytest.mark.parametrize("tags", [{}, {"owner": "me"}])
def test_what_somebody_else_made_is_not_removed(ensuring: Ensuring, tags: dict[str, str]) -> None:
    ensuring.make(tags=tags)
    ensuring.deploy(tags=tags)
    client, group, name = ensuring.client, ensuring.group, ensuring.name
    without_writes(ensuring, lambda: remove_account_deployment(client, group, name, "phi", 60))
    assert remove_account(client, group, name, "chat", 60) is False
    assert ensuring.live("/deployments/phi")["name"] == "phi"


def test_what_a_stack_owns_is_refused(ensuring: Ensuring) -> None:
    ensuring.make(project=None)
    ensuring.own({**OURS, **stack_tags("models", "dev")})
    said = f"^Foundry account {ensuring.name} belongs to the Pulumi stack models/dev"
    with pytest.raises(OwnedByStackError, match=said):
        ensuring.make()
    with pytest.raises(OwnedByStackError, match=said):
        remove_account(ensuring.client, ensuring.group, ensuring.name, None, 60)


@pytest.mark.parametrize(("status", "made"), [(403, True), (404, True), (400, False)])
def test_who_may_not_ask_for_deleted_accounts_makes_a_new_one(
    ensuring: Ensuring, status: int, made: bool
) -> None:
    path = f"deletedAccounts/{ensuring.name}"
    fault = {"method": "GET", "path": path, "status": status, "code": "No", "message": "No."}
    rule = ensuring.estate.azure.control("POST", "faults", fault)["id"]
    try:
        if made:
            assert ensuring.make(project=None)[0][1] == "created"
        else:
            with pytest.raises(AzureError, match="No: No"):
                ensuring.make(project=None)
    finally:
        ensuring.estate.azure.control("DELETE", f"faults/{rule}")


def test_another_write_that_goes_on_is_waited_for(
    ensuring: Ensuring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("modelstacks.retrying.FIRST_PAUSE_S", 0.001)
    ensuring.make(project=None)
    path = f"{ensuring.name}/deployments/phi"
    for code, message in (("RequestConflict", "Busy."), ("AccountProvisioningStateInvalid", "Accepted.")):
        fault = {"method": "PUT", "path": path, "status": 409, "code": code, "message": message, "count": 1}
        ensuring.estate.azure.control("POST", "faults", fault)
    assert ensuring.deploy().outcome == "created"
    fault = {"method": "PUT", "path": path, "status": 409, "code": "Other", "message": "No.", "count": 1}
    ensuring.estate.azure.control("POST", "faults", fault)
    with pytest.raises(AzureError, match="Other: No"):
        ensuring.deploy(capacity=2)
