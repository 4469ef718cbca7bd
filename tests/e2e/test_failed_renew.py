"""A renewal that fails: what serves meanwhile, what the lock asks for, and what mends it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from estate import Estate

if TYPE_CHECKING:
    from e2e_bench import Bench, Ran

pytestmark = pytest.mark.e2e

SPEC = """\
subscription: ${AZURE_SUBSCRIPTION_ID}
resource_group: rg-models
workspaces:
  swedencentral: chat
deployments:
  own: {model: Phi-4, version: "8", mode: managed, quota: dedicated, instance_type: Standard_NC24ads_A100_v4}
"""
CHAT = "Microsoft.MachineLearningServices/workspaces/chat"
ENDPOINTS = f"/providers/{CHAT}/onlineEndpoints"
SICK = {"method": "GET", "path": "/own-g2/info$", "status": 403, "code": "Forbidden", "message": "not today"}
NO_NODE = {
    "method": "PUT",
    "path": "/own-g[23]/deployments/own$",
    "operation": "fail",
    "code": "OutOfCapacity",
}
LOCKED = {"method": "DELETE", "path": "/onlineEndpoints/own$", "status": 409, "code": "Conflict"}


@dataclass
class Teller:
    """Runs the commands of a story; after each, what is there, and what the lock asks for."""

    bench: Bench
    ran: dict[str, Ran] = field(default_factory=dict)
    there: dict[str, dict[str, Any]] = field(default_factory=dict)
    lock: dict[str, str] = field(default_factory=dict)

    def run(self, step: str, *command: str, fault: dict[str, Any] | None = None) -> None:
        """Run `modelstacks …` in the stack's folder while Azure has that fault."""
        if fault:
            self.bench.azure.control("POST", "faults", fault)
        folder = self.bench.stack("models")
        self.ran[step] = self.bench.modelstacks(*command, cwd=folder)
        self.bench.azure.control("DELETE", "faults")
        rows = self.bench.arm("GET", ENDPOINTS)[1]["value"]
        self.there[step] = {row["name"]: row["properties"]["traffic"] for row in rows}
        self.lock[step] = (folder / "deployments.lock.yaml").read_text()

    def renew(self, step: str, fault: dict[str, Any]) -> None:
        """Renew the one deployment."""
        self.run(step, "renew", "own", "--yes", fault=fault)


@pytest.fixture(scope="module")
def told(bench: Bench) -> Teller:
    """An endpoint whose renewals fail, one way after the other."""
    teller = Teller(bench)
    with Estate(bench.azure, group="rg-models") as estate:
        estate.project("chat")
        bench.begin(SPEC)
        for name, value in (("check", "off"), ("smokeTimeout", "1")):
            bench.pulumi("models", "config", "set", f"modelstacks:{name}", value)
        tell(teller, estate)
    return teller


def tell(teller: Teller, estate: Estate) -> None:
    teller.run("up", "up", "--yes")
    teller.renew("failed smoke test", SICK)
    teller.run("smoke", "smoke")
    teller.run("tidied up", "up", "--yes")
    teller.renew("old one locked", LOCKED)
    teller.run("locked no more", "up", "--yes")
    estate.deployment(estate.online(CHAT, "others"), instances=19)
    teller.renew("deleted first", NO_NODE)
    teller.run("made again", "up", "--yes")


@pytest.mark.parametrize(
    ("step", "code"),
    [
        ("up", 0),
        ("failed smoke test", 1),
        ("smoke", 0),
        ("tidied up", 0),
        ("old one locked", 1),
        ("locked no more", 0),
        ("deleted first", 1),
        ("made again", 0),
    ],
)
def test_every_step_ends_as_it_should(told: Teller, step: str, code: int) -> None:
    assert told.ran[step].code == code, told.ran[step].out


def test_the_old_endpoint_serves_on_and_the_lock_is_as_it_was(told: Teller) -> None:
    step = "failed smoke test"
    said = told.ran[step].out
    assert "answered HTTP 403" in said
    assert "The old endpoint still serves, and the lock asks for it as before.\nRun `modelstacks up`" in said
    assert told.there[step]["own"] == {"own": 100}
    assert told.lock[step] == told.lock["up"]


def test_the_next_up_deletes_what_was_made_of_the_new_one(told: Teller) -> None:
    assert set(told.there["failed smoke test"]) == {"own", "own-g2"}
    assert told.there["tidied up"] == {"own": {"own": 100}}


def test_a_new_one_that_serves_stays_although_the_old_one_can_not_be_deleted(told: Teller) -> None:
    said = told.ran["old one locked"].out
    assert "The new endpoint serves, and the lock asks for it; what is left of the old one could not" in said
    assert told.there["old one locked"]["own-g2"] == {"own": 100}
    assert "generation: 2" in told.lock["old one locked"]
    assert told.there["locked no more"] == {"own-g2": {"own": 100}}


def test_one_that_was_deleted_first_is_made_by_the_next_up(told: Teller) -> None:
    """Also where its making failed: Pulumi alone takes a failed resource for done, once it is there."""
    said = told.ran["deleted first"].out
    assert "so nothing answers in between" in said
    assert "The old endpoint is already gone. Fix the cause and run `modelstacks up`" in said
    assert "own-g2" not in told.there["deleted first"]
    assert "generation: 3" in told.lock["deleted first"]
    assert told.there["made again"]["own-g3"] == {"own": 100}
