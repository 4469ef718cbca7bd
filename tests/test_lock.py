from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundry_answers import account, foundry, in_accounts, offered
from modelstacks.errors import SpecError
from modelstacks.lock_decisions import (
    Differences,
    Lock,
    asked_for,
    differences,
    relock,
)
from modelstacks.lock_file import read_lock
from modelstacks.lock_path import lock_path
from modelstacks.modes.foundry.offered import FoundryFacts
from modelstacks.placement import PlacementFacts, family_key
from modelstacks.spec import Deployment
from spec_builders import CATALOG, deployment, spec_of

A100 = "Standard_NC24ads_A100_v4"
FAMILY = family_key(CATALOG.sku(A100).family)


def facts(cores: int = 24) -> PlacementFacts:
    return PlacementFacts(date(2026, 11, 20), {("swedencentral", FAMILY): cores}, shared_quota=True)


def locked(*deployments: Deployment, cores: int = 24, before: Lock | None = None) -> Lock:
    return relock(spec_of(deployments), CATALOG, facts(cores), before).lock


def managed(name: str = "phi", **fields: Any) -> Deployment:
    return deployment(name, mode="managed", instance_type=A100, **fields)


def test_the_file_says_what_was_decided_and_why() -> None:
    lock = locked(managed(), deployment("chat", "Llama-3.3-70B-Instruct", regions=("swedencentral",)))
    hashes = {name: decision.asked for name, decision in lock.decisions.items()}
    assert (
        lock.text()
        == f"""\
# Written by `modelstacks lock`: what was decided for deployments.yaml, and why. Review it, don't edit it.
# A decision is made again when its deployment changes, or with `modelstacks lock --upgrade NAME`.
format: 2
deployments:
  chat:
    asked: {hashes["chat"]}
    generation: 1
    model: azureml://registries/azureml-meta/models/Llama-3.3-70B-Instruct
    mode: serverless
    region: swedencentral
    workspace: ws-swedencentral
    instances: 1
    reasons:
    - offered serverless in swedencentral
    rejected:
    - 'no VM size is known for Llama-3.3-70B-Instruct: set instance_type'
  phi:
    asked: {hashes["phi"]}
    generation: 1
    model: azureml://registries/azureml/models/Phi-4
    version: '8'
    mode: managed
    region: swedencentral
    workspace: ws-swedencentral
    instance_type: Standard_NC24ads_A100_v4
    instances: 1
    quota: dedicated
    reasons:
    - 24 cores of standardNCADSA100v4Family are free in swedencentral, 24 needed
    rejected: []
"""
    )


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    lock = locked(managed(), deployment("chat"))
    path = tmp_path / "deployments.lock.yaml"
    path.write_text(lock.text())
    assert read_lock(path) == lock


@pytest.mark.parametrize("id_", ["a1b2c3d4e5f6", "123456789012", "12345678e012"])
def test_a_lock_keeps_its_id_through_everything(tmp_path: Path, id_: str) -> None:
    first = locked(managed()).identified(id_)
    later = locked(managed(), deployment("chat"), before=first.reopened(["phi"]).renewed("phi"))
    path = tmp_path / "deployments.lock.yaml"
    path.write_text(later.identified("another").text())
    kept = read_lock(path)
    assert kept
    assert kept.id == id_


def test_what_is_locked_stays_to_the_letter_when_the_quota_is_gone() -> None:
    first = locked(managed())
    assert locked(managed(), cores=0, before=first).text() == first.text()


def test_only_what_changed_is_decided_again() -> None:
    first = locked(managed(), deployment("chat"))
    after = locked(managed(instances=2), deployment("chat"), cores=48, before=first)
    assert after.decisions["chat"] is first.decisions["chat"]
    assert after.decisions["phi"].instances == 2


def test_an_upgrade_decides_again_and_keeps_the_generation() -> None:
    first = locked(managed(), cores=0).renewed("phi")
    after = locked(managed(), before=first.reopened(["phi"]))
    assert (first.decisions["phi"].quota, after.decisions["phi"].quota) == ("shared", "dedicated")
    assert after.decisions["phi"].generation == 2


def test_a_deployment_that_is_gone_leaves_the_lock() -> None:
    assert list(locked(managed(), before=locked(managed(), deployment("chat"))).decisions) == ["phi"]


def test_a_deployment_without_a_place_is_not_locked() -> None:
    relocked = relock(spec_of([managed(quota="dedicated")]), CATALOG, facts(0))
    assert relocked.lock.decisions == {}
    assert list(relocked.placement.unplaced) == ["phi"]


@pytest.mark.parametrize(
    ("fields", "changes"),
    [
        ({"traffic": 50}, False),
        ({"content_safety": False}, False),
        ({"accept_retired": True}, False),
        ({"on_expiry": "leave"}, False),
        ({"instances": 2}, True),
        ({"version": "3"}, True),
        ({"quota": "shared"}, True),
        ({"endpoint_name": "other"}, True),
        ({"regions": ("eastus2",)}, True),
    ],
)
def test_only_what_a_decision_hangs_on_makes_it_stale(fields: dict[str, Any], changes: bool) -> None:
    requested = managed(**fields)
    before, after = spec_of([managed()]), spec_of([requested])
    assert (asked_for(requested, after) != asked_for(managed(), before)) is changes


def test_differences_name_what_is_new_changed_and_gone() -> None:
    lock = locked(managed("a1"), managed("b1"), managed("c1"), cores=240)
    found = differences(spec_of([managed("b1", instances=2), managed("c1"), managed("d1")]), lock)
    assert str(found) == "new: d1; changed: b1; gone: a1"
    assert not differences(spec_of([managed("a1"), managed("b1"), managed("c1")]), lock)


@pytest.mark.parametrize(
    "edited",
    [
        {"region": "eastus"},
        {"workspace": "ws-elsewhere"},
        {"mode": "serverless"},
        {"model": "azureml://registries/azureml/models/Phi-4-mini-instruct"},
        {"instance_type": None},
    ],
)
def test_a_row_edited_by_hand_is_no_decision_and_is_decided_again(edited: dict[str, Any]) -> None:
    good = locked(managed())
    by_hand = Lock({"phi": good.decisions["phi"].model_copy(update=edited)})
    spec = spec_of((managed(),))
    assert differences(spec, by_hand).changed == ("phi",)
    assert locked(managed(), before=by_hand) == good


def test_a_row_edited_into_a_region_of_another_deployment_is_decided_again() -> None:
    spec = spec_of((managed(), managed("else", regions=("eastus2",))))
    good = relock(spec, CATALOG, facts(240)).lock
    moved = good.decisions["phi"].model_copy(update={"region": "eastus2", "workspace": "ws-eastus2"})
    assert differences(spec, Lock({**good.decisions, "phi": moved})).changed == ("phi",)


def test_a_row_edited_into_another_mode_is_decided_again() -> None:
    good = locked(deployment("phi", mode="serverless"))
    edit = {"mode": "managed", "instance_type": A100}
    by_hand = Lock({"phi": good.decisions["phi"].model_copy(update=edit)})
    assert differences(spec_of((deployment("phi", mode="serverless"),)), by_hand).changed == ("phi",)


def test_what_a_mode_decided_besides_is_locked_with_it() -> None:
    known = FoundryFacts({"swedencentral": (offered("Mistral-Large-3"),)}, {})
    about = PlacementFacts(date(2026, 11, 20), own={"foundry": known})
    lock = relock(spec_of([foundry()], **in_accounts(account())), CATALOG, about).lock
    assert lock.decisions["chat"].details == {
        "format": "Mistral AI",
        "name": "Mistral-Large-3",
        "sku": "GlobalStandard",
        "capacity": 10,
        "usage": "quota-of-Mistral-Large-3",
    }
    assert locked(managed()).decisions["phi"].details is None


@pytest.mark.parametrize(("mode", "stale"), [("foundry", True), ("auto", False)])
def test_another_account_matters_to_what_asked_for_accounts(mode: str, stale: bool) -> None:
    """A region without a workspace matters to nobody who may go elsewhere, either."""
    wanted = deployment("chat", "Llama-3.3-70B-Instruct", mode=mode)
    hashes = {
        asked_for(wanted, spec_of([wanted], **in_accounts(account(name=name)))) for name in ("one", "two")
    }
    assert len(hashes) == (2 if stale else 1)


@pytest.mark.parametrize("wanted", [managed(version="7"), deployment("phi", mode="serverless")])
def test_a_version_edited_by_hand_is_no_decision(wanted: Deployment) -> None:
    good = locked(wanted)
    by_hand = Lock({"phi": good.decisions["phi"].model_copy(update={"version": "9"})})
    assert differences(spec_of((wanted,)), by_hand).changed == ("phi",)
    assert locked(wanted, before=by_hand) == good


def test_a_damaged_lock_is_shown_where_it_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "deployments.lock.yaml"
    path.write_text(locked(managed()).text().replace("mode: managed", "mode: magic"))
    with pytest.raises(SpecError) as caught:
        read_lock(path)
    assert str(caught.value) == (
        f"{path}:10:11: 'serverless', 'managed' or 'foundry' is expected, not the text 'magic'\n"
        f"Restore {path} from version control and run `modelstacks lock`: it keeps every decision that still fits.\n"
        f"Only where nothing of it is deployed yet: delete {path}, then run `modelstacks lock`."
    )


def test_a_newcomer_takes_the_generation_of_its_endpoint() -> None:
    blue, green = (managed(name, endpoint_name="ep", quota="shared") for name in ("blue", "green"))
    after = locked(blue, green, before=locked(blue).renewed("blue"))
    assert [after.decisions[name].generation for name in ("blue", "green")] == [2, 2]


def test_a_changed_deployment_takes_the_generation_of_what_stays_behind_its_endpoint() -> None:
    blue, green = (managed(name, endpoint_name="ep", quota="shared") for name in ("blue", "green"))
    before = locked(blue, green).renewed("blue").renewed("green").renewed("green")
    changed = managed("green", endpoint_name="ep", quota="shared", instances=2)
    after = locked(blue, changed, before=before)
    assert [after.decisions[name].generation for name in ("blue", "green")] == [2, 2]


def test_what_a_mode_alone_decided_is_written_and_kept() -> None:
    decision = locked(managed()).decisions["phi"]
    details: dict[str, str | int] = {"sku": "GlobalStandard", "capacity": 1}
    with_details = decision.model_copy(update={"details": details})
    assert decision.decision(managed()).details == {}
    assert with_details.decision(managed()).details == details
    assert decision.details is None


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (Differences(new=("a",)), "new: a"),
        (Differences(changed=("a", "b")), "changed: a, b"),
        (Differences(gone=("a",)), "gone: a"),
        (Differences(), ""),
    ],
)
def test_any_difference_is_one(found: Differences, text: str) -> None:
    assert (bool(found), str(found)) == (bool(text), text)


def test_the_lock_lies_beside_the_spec() -> None:
    assert lock_path(Path("a/deployments.yaml")) == Path("a/deployments.lock.yaml")


@given(st.permutations(["a1", "b1", "c1"]), st.integers(0, 100))
def test_the_order_of_the_deployments_does_not_change_the_file(names: list[str], cores: int) -> None:
    in_order = locked(*(managed(name) for name in sorted(names)), cores=cores)
    assert locked(*(managed(name) for name in names), cores=cores).text() == in_order.text()
