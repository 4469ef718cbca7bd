from pathlib import Path
from typing import Any

import pytest

from foundry_answers import account, foundry, in_accounts
from modelstacks.modes.managed.preflight import TO_GUARD
from modelstacks.preflight.asks import rights_to_look
from modelstacks.preflight.asks.permissions import PermissionSet
from modelstacks.preflight.by_mode import every_mode, preflight_of
from modelstacks.preflight.operations import TO_BUY, TO_MAKE, TO_SEE_ROLES, TO_SUBSCRIBE, actions_one_by_one
from modelstacks.preflight.rights import allows, covers
from modelstacks.preflight.role import deployer_role
from modelstacks.spec import Deployment, DeploymentsSpec, WorkspaceRef, load_platform
from spec_builders import CATALOG, SUBSCRIPTION, deployment, spec_of

ML = "Microsoft.MachineLearningServices/workspaces"
PHI = deployment("phi", "Phi-4", mode="serverless")
MADE = {"swedencentral": WorkspaceRef("swedencentral", "ws1", create=True, kind="project")}


def actions(*deployments: Deployment, **fields: Any) -> tuple[str, ...]:
    return deployer_role(CATALOG, SUBSCRIPTION, spec_of(deployments, **fields)).actions


def grants(granted: tuple[str, ...], operations: tuple[str, ...]) -> set[bool]:
    return {allows([PermissionSet(granted)], action) for action in actions_one_by_one(CATALOG, operations)}


def test_a_first_party_model_needs_no_right_to_buy() -> None:
    assert grants(actions(PHI), preflight_of("serverless").operations) == {True}
    assert grants(actions(PHI), (*TO_SUBSCRIBE, *TO_BUY)) == {False}
    online = [action for action in actions(PHI) if action.startswith(f"{ML}/onlineEndpoints")]
    assert {action.rpartition("/")[2] for action in online} == {"read"}  # the checks look at others'


@pytest.mark.parametrize("mode", ["serverless", "auto"])
def test_what_is_bought_and_every_mode_that_may_be_chosen_is_in_it(mode: str) -> None:
    requested = deployment("chat", "Llama-3.3-70B-Instruct", mode=mode)
    modes = ("serverless", "managed") if mode == "auto" else (mode,)
    operations = [*TO_SUBSCRIBE, *TO_BUY, *(name for each in modes for name in preflight_of(each).operations)]
    assert grants(actions(requested), tuple(operations)) == {True}


def test_who_makes_a_project_can_delete_it_again() -> None:
    granted = actions(PHI, workspaces=MADE)
    assert grants(granted, (*TO_MAKE["hub"], *TO_MAKE["project"])) == {True}
    assert {f"{ML}/delete", "Microsoft.Storage/storageAccounts/delete"} <= set(granted)
    assert not {f"{ML}/write", f"{ML}/delete"} & set(actions(PHI))


def test_without_a_spec_it_is_everything_and_no_more() -> None:
    granted = deployer_role(CATALOG, SUBSCRIPTION).actions
    everything = [name for names in TO_MAKE.values() for name in names]
    everything += [name for mode in every_mode() for name in mode.operations]
    assert grants(granted, (*TO_SUBSCRIBE, *TO_BUY, *everything)) == {True}
    assert not allows([PermissionSet(granted)], "Microsoft.Authorization/roleAssignments/write")
    assert len({action.lower() for action in granted}) == len(granted)


def test_whatever_is_deployed_the_checks_may_look() -> None:
    for granted in (actions(PHI), deployer_role(CATALOG, SUBSCRIPTION).actions):
        assert [right for right in rights_to_look() if not allows([PermissionSet(granted)], right)] == []


GROUP_DELETE = "Microsoft.Resources/subscriptions/resourceGroups/delete"
PURGE = "Microsoft.KeyVault/locations/deletedVaults/purge/action"


def test_only_who_makes_a_resource_group_may_delete_one(tmp_path: Path) -> None:
    file = tmp_path / "platform.yaml"
    file.write_text(
        f"subscription: {SUBSCRIPTION}\nresource_group: rg\nregion: swedencentral\nhubs: {{hub: {{}}}}\n"
    )
    platform = load_platform(file, {})
    assert GROUP_DELETE in deployer_role(CATALOG, SUBSCRIPTION, platform).actions
    assert GROUP_DELETE not in deployer_role(CATALOG, SUBSCRIPTION).actions


@pytest.mark.parametrize("purging", [True, False])
def test_purging_is_a_right_that_is_asked_for(purging: bool) -> None:
    assert (PURGE in deployer_role(CATALOG, SUBSCRIPTION, purging=purging).actions) is purging


def test_both_forms_hold_the_same_role() -> None:
    role = deployer_role(CATALOG, SUBSCRIPTION, spec_of([PHI]))
    az, arm, scope = role.for_az(), role.for_arm(), f"/subscriptions/{SUBSCRIPTION}"
    words = "Deploys models of the Azure AI catalogue with modelstacks, and reads what its checks look at."
    assert az == {
        "Name": "modelstacks deployer",
        "IsCustom": True,
        "Description": words,
        "Actions": list(role.actions),
        "NotActions": [],
        "DataActions": [],
        "AssignableScopes": [scope],
    }
    assert arm == {
        "id": f"{scope}/providers/Microsoft.Authorization/roleDefinitions/{arm['name']}",
        "name": arm["name"],
        "type": "Microsoft.Authorization/roleDefinitions",
        "properties": {
            "roleName": "modelstacks deployer",
            "type": "CustomRole",
            "description": words,
            "assignableScopes": [scope],
            "permissions": [
                {"actions": list(role.actions), "notActions": [], "dataActions": [], "notDataActions": []}
            ],
        },
    }
    assert deployer_role(CATALOG, SUBSCRIPTION).for_arm()["id"] == arm["id"]


@pytest.mark.parametrize("spec", [None, spec_of([PHI], workspaces=MADE)])
def test_no_action_stands_beside_one_that_covers_it(spec: DeploymentsSpec | None) -> None:
    granted = deployer_role(CATALOG, SUBSCRIPTION, spec).actions
    assert [(one, other) for one in granted for other in granted if one != other and covers(one, other)] == []
    assert list(granted) == sorted(granted)


def test_roles_are_looked_at_only_by_who_makes_workspaces() -> None:
    """Those of the identities that end with a workspace have to be deleted with it."""
    assert grants(actions(PHI, workspaces=MADE), TO_SEE_ROLES) == {True}
    assert grants(actions(PHI), TO_SEE_ROLES) == {False}


@pytest.mark.parametrize(("fields", "made"), [({"create": True}, True), ({}, False)])
def test_accounts_are_made_only_by_who_makes_them(fields: dict[str, Any], made: bool) -> None:
    granted = actions(foundry(), **in_accounts(account(**fields)))
    assert grants(granted, ("create/update Foundry deployment",)) == {True}
    assert allows([PermissionSet(granted)], "Microsoft.CognitiveServices/accounts/write") is made
    keyed = actions(foundry(), **in_accounts(account(local_auth=True, **fields)))
    assert grants(keyed, ("list Foundry account keys",)) == {True}
    assert grants(granted, ("list Foundry account keys",)) == {False}


def test_only_a_spec_that_guards_managed_compute_lets_roles_be_assigned() -> None:
    guarded = deployment("own", mode="managed", content_safety=True)
    assert grants(actions(guarded), TO_GUARD) == {True}
    assert "Microsoft.Authorization/roleAssignments/write" not in actions(deployment("own", mode="managed"))


MAAS = "Microsoft.CognitiveServices/accounts/MaaS/*"


@pytest.mark.parametrize(
    ("fields", "data_actions"),
    [
        ({}, (MAAS,)),
        ({"create": True}, (MAAS,)),
        ({"local_auth": True}, ()),
        ({"create": True, "assign_caller": True}, ()),
    ],
)
def test_who_calls_without_a_key_needs_a_data_action(
    fields: dict[str, Any], data_actions: tuple[str, ...]
) -> None:
    spec = spec_of([foundry()], **in_accounts(account(**fields)))
    role = deployer_role(CATALOG, SUBSCRIPTION, spec)
    assert role.data_actions == data_actions
    assert role.for_az()["DataActions"] == list(data_actions)
    assert role.for_arm()["properties"]["permissions"][0]["dataActions"] == list(data_actions)
    assert deployer_role(CATALOG, SUBSCRIPTION, spec_of([PHI])).data_actions == ()


def test_without_a_spec_every_model_may_be_called() -> None:
    assert MAAS in deployer_role(CATALOG, SUBSCRIPTION).data_actions


@pytest.mark.parametrize(("model", "bought"), [("Llama-4-Scout-17B-16E-Instruct", True), ("Phi-4", False)])
def test_what_partners_sell_in_accounts_is_bought_while_it_is_deployed(model: str, bought: bool) -> None:
    granted = actions(foundry(model=model), **in_accounts(account()))
    assert grants(granted, (*TO_SUBSCRIBE, *TO_BUY)) == {bought}
