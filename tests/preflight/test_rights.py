from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from foundry_answers import account, foundry, in_accounts
from modelstacks.preflight.asks.marketplace import AskSubscribed, Subscribed
from modelstacks.preflight.asks.permissions import AskPermissions, PermissionSet
from modelstacks.preflight.checks import all_checks
from modelstacks.preflight.checks.rights import _roles
from modelstacks.preflight.facts import Absent, Ask, ToCome, Unverified
from modelstacks.preflight.report import Reported
from modelstacks.preflight.runner import run_checks
from modelstacks.spec import Deployment, WorkspaceRef, load_platform
from modelstacks.spec.serving import Autoscale, Serving
from preflight_builders import GROUP, facts_for, found_by, placed_of
from spec_builders import CATALOG, SUBSCRIPTION, deployment

ROOT = f"/subscriptions/{SUBSCRIPTION}"
WORKSPACE = f"{GROUP}/providers/Microsoft.MachineLearningServices/workspaces/ws-swedencentral"
ML = "Microsoft.MachineLearningServices/workspaces"
LLAMA = deployment("chat", "Llama-3.3-70B-Instruct", mode="serverless")
PHI = deployment("phi", "Phi-4", mode="serverless")
BUY = CATALOG.operation("subscribe to Marketplace offer").actions
SAAS = CATALOG.operation("create/use SaaS resource").actions


def holding(*actions: str, at: str = ROOT) -> dict[Ask[Any], Any]:
    """These actions at *at* and below it; nothing elsewhere."""
    places = {
        place: PermissionSet(actions if place.startswith(at) else ()) for place in (ROOT, GROUP, WORKSPACE)
    }
    return {AskPermissions(place): (role,) for place, role in places.items()}


def lacking(*deployments: Deployment, answers: dict[Ask[Any], Any], **spec: Any) -> dict[str, Reported]:
    found = found_by("rights", *deployments, answers=answers, **spec)
    return {finding.message.split(" at ")[1].split(":")[0]: finding for finding in found}


def actions_in(finding: Reported) -> set[str]:
    return set(finding.message.split(": ", 1)[1].rstrip(".").split(", "))


def test_a_reader_lacks_what_writes_at_each_scope_once() -> None:
    found = lacking(LLAMA, PHI, answers=holding("*/read"))
    assert set(found) == {ROOT, GROUP, WORKSPACE}
    assert actions_in(found[ROOT]) == {action for action in BUY if not action.endswith("/read")}
    assert actions_in(found[GROUP]) == {"Microsoft.SaaS/resources/write"}
    assert f"{ML}/serverlessEndpoints/write" in actions_in(found[WORKSPACE])
    assert (found[WORKSPACE].about, found[ROOT].about) == (("chat", "phi"), ("chat",))


def test_an_owner_lacks_nothing() -> None:
    assert lacking(LLAMA, deployment("own", mode="managed"), answers=holding("*")) == {}


@pytest.mark.parametrize("action", [*BUY, *SAAS])
def test_each_missing_action_is_named_with_its_scope(action: str) -> None:
    taken_back = PermissionSet(("*",), (action,))
    found = lacking(
        LLAMA, answers={AskPermissions(place): (taken_back,) for place in (ROOT, GROUP, WORKSPACE)}
    )
    assert [actions_in(finding) for finding in found.values()] == [{action}]
    assert set(found) == {ROOT if action in BUY else GROUP}


def test_a_first_party_model_needs_no_rights_at_the_subscription() -> None:
    assert lacking(PHI, answers=holding("*", at=WORKSPACE)) == {}


def test_a_workspace_that_is_subscribed_needs_no_rights_at_the_subscription() -> None:
    subscribed = (Subscribed("Llama", LLAMA.model.id.upper(), "Subscribed"),)
    answers = holding("*", at=WORKSPACE) | {AskSubscribed("ws-swedencentral"): subscribed}
    assert lacking(LLAMA, answers=answers) == {}


def test_both_names_of_the_marketplace_subscriptions_are_needed() -> None:
    answers = holding(f"{ML}/serverlessEndpoints/*", f"{ML}/marketplaceSubscriptions/*", *BUY, *SAAS)
    [finding] = lacking(LLAMA, answers=answers).values()
    assert actions_in(finding) == {
        f"{ML}/marketplaceModelSubscriptions/{verb}" for verb in ("read", "write", "delete")
    }


def test_a_scope_that_is_not_there_yet_is_asked_at_the_nearest_one_that_is() -> None:
    answers = holding("*/read") | {AskPermissions(WORKSPACE): Absent(), AskPermissions(GROUP): Absent()}
    assert set(lacking(PHI, answers=answers)) == {ROOT}


def test_the_finding_names_roles_that_would_do() -> None:
    found = lacking(PHI, answers=holding("*/read"))
    assert found[WORKSPACE].fix == (
        "Have AzureML Data Scientist or Azure AI Developer or Azure AI Administrator assigned to you there, "
        "or the custom role that `modelstacks role` writes."
    )


def test_roles_are_named_narrowest_first_and_only_those_that_grant_all_of_it() -> None:
    def role(name: str, actions: tuple[str, ...] | None, *but: str) -> Any:
        return SimpleNamespace(name=name, actions=actions, not_actions=but or None)

    wanted = ["Local.Test/widgets/write", "Local.Test/parts/read"]
    roles = (
        role("Owner", ("*",)),
        role("Contributor", ("*",), "Local.Test/*/write"),
        role("Reader", ("*/read",)),
        role("Wide", ("Local.Test/*", "Local.Other/*")),
        role("Narrow", ("Local.Test/*",)),
        role("Not read", None),
    )
    placed: Any = SimpleNamespace(catalog=SimpleNamespace(roles=roles))
    assert _roles(placed, wanted) == "Narrow or Wide or Owner"


def test_a_workspace_to_be_made_needs_rights_at_the_group() -> None:
    ref = WorkspaceRef("swedencentral", "ws-swedencentral", create=True, kind="workspace")
    found = lacking(PHI, answers=holding("*", at=WORKSPACE), workspaces={"swedencentral": ref})
    assert f"{ML}/write" in actions_in(found[GROUP])


@pytest.mark.parametrize(("create", "made"), [(True, True), (False, False)])
def test_an_account_to_be_made_needs_rights_at_the_group(create: bool, made: bool) -> None:
    scope = f"{GROUP}/providers/Microsoft.CognitiveServices/accounts/ai-swedencentral"
    answers = holding("*/read") | {AskPermissions(scope): (PermissionSet(("*/read",)),)}
    found = lacking(foundry(), answers=answers, **in_accounts(account(create=create)))
    assert "Microsoft.CognitiveServices/accounts/deployments/write" in actions_in(found[scope])
    at_group = actions_in(found[GROUP]) if GROUP in found else set()
    assert ("Microsoft.CognitiveServices/accounts/write" in at_group) is made


def test_a_group_that_another_stack_makes_first_may_bring_rights_to_what_is_in_it_and_no_more() -> None:
    answers = holding("*/read") | {
        AskPermissions(GROUP): ToCome("made first"),
        AskPermissions(WORKSPACE): Absent(),
    }
    found = found_by("rights", LLAMA, answers=answers)
    [error] = [finding for finding in found if finding.severity == "error"]
    assert error.message.startswith(f"You lack 2 rights at {ROOT}: ")
    assert actions_in(error) == {action for action in BUY if not action.endswith("/read")}


@pytest.mark.parametrize(("there", "needed"), [(Absent(), True), ((PermissionSet(("*/read",)),), False)])
def test_a_group_is_made_only_where_there_is_none(there: Any, needed: bool, tmp_path: Path) -> None:
    file = tmp_path / "platform.yaml"
    file.write_text(
        f"subscription: {SUBSCRIPTION}\nresource_group: rg-models\nregion: swedencentral\nhubs: {{hub: {{}}}}\n"
    )
    spec: Any = load_platform(file, {})
    facts = facts_for(spec, holding("*/read") | {AskPermissions(GROUP): there})
    found = run_checks(placed_of(spec, facts), facts, all_checks()).findings
    lacks = {action for each in found if each.check == "rights" for action in actions_in(each)}
    assert ("Microsoft.Resources/subscriptions/resourceGroups/write" in lacks) is needed
    assert f"{ML}/write" in lacks


def test_rights_that_can_not_be_read_are_not_taken_for_granted() -> None:
    answers = {AskPermissions(WORKSPACE): Unverified("AuthorizationFailed: no")}
    [finding] = found_by("rights", PHI, answers=answers)
    assert finding.severity == "unverified"
    assert finding.needed
    assert finding.message == f"Your permissions at {WORKSPACE} could not be read: AuthorizationFailed: no"


def test_guarding_and_scaling_need_rights_at_the_group() -> None:
    scaled = Serving(autoscale=Autoscale(max=3))
    guarded = deployment("own", mode="managed", content_safety=True, serving=scaled)
    plain = deployment("own", mode="managed")
    contributor: dict[Ask[Any], Any] = {
        AskPermissions(place): (PermissionSet(("*",), ("Microsoft.Authorization/*/write",)),)
        for place in (ROOT, GROUP, WORKSPACE)
    }
    [finding] = lacking(guarded, answers=contributor).values()
    assert "You lack 1 right at" in finding.message
    assert "Microsoft.Authorization/roleAssignments/write" in finding.message
    assert finding.fix.startswith(
        "Have User Access Administrator or Role Based Access Control Administrator or "
    )
    assert lacking(plain, answers=contributor) == {}
    assert "Microsoft.Insights" not in str(lacking(plain, answers=holding()))
    assert "Microsoft.Insights/AutoscaleSettings/write" in lacking(guarded, answers=holding())[GROUP].message
