from dataclasses import replace
from typing import Any

import pytest

from foundry_answers import CALLER, REGION, account, foundry, in_accounts
from modelstacks.modes.foundry.asks.accounts import AccountState, AskAccount, Deployed
from modelstacks.modes.foundry.asks.caller import AskCaller, CallerState
from modelstacks.modes.foundry.asks.policies import AskPolicies, Evaluated, ToEvaluate
from modelstacks.modes.foundry.checks.deployments import policy_asks
from modelstacks.modes.foundry.spec import AccountRef
from modelstacks.preflight.asks.permissions import AskPermissions, PermissionSet
from modelstacks.preflight.asks.subscription import AskSubscription, SubscriptionState
from modelstacks.preflight.facts import Absent, Unverified
from modelstacks.preflight.report import Reported
from modelstacks.spec import Deployment
from preflight_builders import GROUP, found_by
from spec_builders import spec_of

UNPAIRED = {
    "foundry-marketplace": "a purchase that goes well is refused nothing",
    "foundry-policy-unsure": "the local Azure can always evaluate its policies",
    "foundry-data-action": "deploying is not refused for it, calling is (tests/e2e)",
}

EAST, NAME, SCOUT = "eastus2", f"ai-{REGION}", "Llama-4-Scout-17B-16E-Instruct"
SCOPE = f"{GROUP}/providers/Microsoft.CognitiveServices/accounts/{NAME}"
BOTH = in_accounts(account(REGION), account(EAST))


def found(check: str, *deployments: Deployment, answers: Any = None, **fields: Any) -> list[Reported]:
    return found_by(check, *deployments, answers=answers, **(BOTH | fields))


def spilling(target: str = "big", **fields: Any) -> Deployment:
    return foundry("chat", spillover=target, **fields)


def test_a_deployment_of_the_file_or_the_account_takes_what_spills_over() -> None:
    there = AccountState(REGION, "AIServices", NAME, deployed={"big": Deployed(1)})
    assert found("foundry-spillover", spilling(), foundry("big")) == []
    assert found("foundry-spillover", spilling("Big"), answers={AskAccount(NAME): there}) == []


def test_nothing_there_to_spill_over_to() -> None:
    made = in_accounts(account(create=True))
    assert len(found("foundry-spillover", spilling(), answers={AskAccount(NAME): Absent()}, **made)) == 1
    [finding] = found("foundry-spillover", spilling())
    assert (
        finding.message == f"chat spills over to big, and the account {NAME} has no deployment of that name."
    )


def test_a_deployment_in_another_account_takes_nothing() -> None:
    [finding] = found("foundry-spillover", spilling(), foundry("big", regions=(EAST,)))
    assert finding.message == "chat spills over to big, which goes to another account, ai-eastus2."
    assert finding.fix.startswith("Let both go to one region (`regions: [swedencentral]`)")


def test_an_accounts_policies_are_asked_about_what_may_go_there_and_only_that() -> None:
    spec = spec_of([foundry("here", regions=(REGION,)), foundry("either", regions=(REGION, EAST))], **BOTH)
    asked = {ask.account: [each.name for each in ask.deployments] for ask in policy_asks(spec)}
    assert asked == {NAME: ["here", "either"], f"ai-{EAST}": ["either"]}
    alone = spec_of([foundry("here", regions=(REGION,))], **BOTH)
    assert [ask.account for ask in policy_asks(alone)] == [NAME]


POLICIES = AskPolicies(NAME, (ToEvaluate("chat", "Mistral AI", "Mistral-Large-3", None, None),))


@pytest.mark.parametrize(
    ("result", "check"),
    [
        (Evaluated("Compliant"), None),
        (Evaluated("NonCompliant", assignments=("approved-models",)), "foundry-policy"),
        (Evaluated("Error", "A timeout."), "foundry-policy-unsure"),
    ],
)
def test_what_a_policy_denies_is_an_error(result: Evaluated, check: str | None) -> None:
    answers = {POLICIES: {"chat": result}}
    for each in ("foundry-policy", "foundry-policy-unsure"):
        findings = found(each, foundry(), answers=answers)
        assert bool(findings) is (each == check)


def test_a_policy_is_asked_about_what_may_go_to_that_account() -> None:
    near, far = foundry("near", regions=(REGION,)), foundry("far", regions=(EAST,))
    asked = policy_asks(spec_of([near, far, foundry("both", regions=(REGION, EAST))], **BOTH))
    assert {ask.account: {each.name for each in ask.deployments} for ask in asked} == {
        NAME: {"near", "both"},
        f"ai-{EAST}": {"far", "both"},
    }


def test_the_assignment_that_denies_it_is_named() -> None:
    [finding] = found(
        "foundry-policy",
        foundry(),
        answers={POLICIES: {"chat": Evaluated("NonCompliant", "", ("approved-models",))}},
    )
    assert finding.message == f"Azure Policy denies chat in the account {NAME} by approved-models."


@pytest.mark.parametrize("nothing", [Absent(), {}, {"other": Evaluated("NonCompliant")}])
def test_where_azure_evaluates_nothing_beforehand_nothing_is_said(nothing: Any) -> None:
    assert found("foundry-policy", foundry(), answers={POLICIES: nothing}) == []


def test_policies_that_could_not_be_read_deny_nothing() -> None:
    findings = found("foundry-policy", foundry(), answers={POLICIES: Unverified("403")})
    assert [finding.severity for finding in findings] == ["unverified"]


@pytest.mark.parametrize(("asked", "evaluated"), [(None, "1"), ("2", "2")])
def test_policies_are_asked_about_the_version_that_will_be(asked: str | None, evaluated: str) -> None:
    deployment = foundry(model=SCOUT, version=asked, content_filter="strict")
    [ask] = policy_asks(spec_of([deployment], **BOTH))
    assert ask.deployments == (ToEvaluate("chat", "Meta", SCOUT, evaluated, "strict"),)


CONTRIBUTOR = (PermissionSet(("*",), ("Microsoft.Authorization/*/Write",)),)
USER = (*CONTRIBUTOR, PermissionSet((), (), ("Microsoft.CognitiveServices/*",)))
MAAS = (PermissionSet((), (), ("Microsoft.CognitiveServices/accounts/MaaS/*",)),)


@pytest.mark.parametrize(
    ("held", "ref", "findings"),
    [
        (CONTRIBUTOR, account(), 1),
        (USER, account(), 0),
        (MAAS, account(), 0),
        (CONTRIBUTOR, account(local_auth=True), 0),
        (CONTRIBUTOR, account(create=True, assign_caller=True), 0),
        (CONTRIBUTOR, account(create=True), 1),
    ],
)
def test_owner_and_contributor_lack_the_data_action(
    held: tuple[PermissionSet, ...], ref: AccountRef, findings: int
) -> None:
    answers = {AskPermissions(SCOPE): held}
    assert len(found("foundry-data-action", foundry(), answers=answers, **in_accounts(ref))) == findings


def test_the_command_is_ready_to_paste() -> None:
    [finding] = found("foundry-data-action", foundry(), answers={AskPermissions(SCOPE): CONTRIBUTOR})
    assert "lack the data action Microsoft.CognitiveServices/accounts/MaaS/*" in finding.message
    assert finding.fix == (
        "Have the role Cognitive Services User (a97b65f3-24c7-4388-baec-2e87135dc908) assigned to you; it takes up to five "
        "minutes until Azure knows it everywhere. Run, as one who may assign roles: az role assignment create --role "
        f"a97b65f3-24c7-4388-baec-2e87135dc908 --assignee-object-id {CALLER.object_id} --assignee-principal-type User "
        f"--scope {SCOPE}"
    )


def test_for_an_account_that_is_made_the_group_is_the_scope_or_the_stack_does_it() -> None:
    answers = {
        AskAccount(NAME): Absent(),
        AskPermissions(GROUP): CONTRIBUTOR,
        AskCaller(): CallerState("app", is_user=False),
    }
    [finding] = found("foundry-data-action", foundry(), answers=answers, **in_accounts(account(create=True)))
    assert finding.fix.startswith("Set `assign_caller: true` for what this stack makes, or have the role")
    assert finding.fix.endswith(
        f"--assignee-object-id app --assignee-principal-type ServicePrincipal --scope {GROUP}"
    )


def test_where_not_even_the_group_is_there_the_right_is_nowhere() -> None:
    answers = {AskAccount(NAME): Absent(), AskPermissions(GROUP): Absent()}
    [finding] = found("foundry-data-action", foundry(), answers=answers, **in_accounts(account(create=True)))
    assert "you lack the data action Microsoft.CognitiveServices/accounts/MaaS/*" in finding.message


def test_accounts_with_the_same_lack_are_one_finding_and_the_group_is_the_scope() -> None:
    east = SCOPE.replace(NAME, f"ai-{EAST}")
    answers = {AskPermissions(scope): CONTRIBUTOR for scope in (SCOPE, east)}
    [finding] = found("foundry-data-action", foundry(), foundry("east", regions=(EAST,)), answers=answers)
    assert finding.message.startswith(f"You may not call the models of {NAME}, ai-{EAST}: you lack")
    assert (finding.about, finding.fix.rpartition(" ")[2]) == (("chat", "east"), GROUP)


def test_where_the_stack_makes_only_some_of_the_accounts_somebody_assigns_the_role() -> None:
    east = SCOPE.replace(NAME, f"ai-{EAST}")
    answers = {AskPermissions(scope): CONTRIBUTOR for scope in (SCOPE, east)}
    both = (foundry(), foundry("east", regions=(EAST,)))
    some = in_accounts(account(create=True), account(EAST))
    [finding] = found("foundry-data-action", *both, answers=answers, **some)
    assert finding.fix.startswith("Have the role ")


OPENAI = "Microsoft.CognitiveServices/accounts/OpenAI/deployments"
CHAT = (PermissionSet((), (), (f"{OPENAI}/chat/completions/action",)),)


def openais(name: str, **fields: Any) -> Deployment:
    """A deployment of a model of OpenAI's that chats and embeds."""
    known = foundry(name, "gpt-oss-120b", **fields)
    assert known.model.foundry is not None
    offer = known.model.foundry.model_copy(update={"format": "OpenAI"})
    capabilities = ("embeddings", "chat-completion")
    return replace(
        known, model=known.model.model_copy(update={"foundry": offer, "capabilities": capabilities})
    )


def test_all_data_actions_that_are_missing_are_named_in_their_order() -> None:
    answers = {AskPermissions(SCOPE): CONTRIBUTOR}
    [finding] = found("foundry-data-action", openais("ours"), foundry("theirs"), answers=answers)
    actions = ", ".join(
        (MAAS[0].of_data.actions[0], CHAT[0].of_data.actions[0], f"{OPENAI}/embeddings/action")
    )
    assert finding.message == (
        f"You may not call the models of {NAME}: you lack the data actions {actions}, which Owner and Contributor "
        "don't have. The smoke test will be refused."
    )


def test_an_account_takes_what_its_own_deployments_are_called_with() -> None:
    east = AskPermissions(SCOPE.replace(NAME, f"ai-{EAST}"))
    both = (openais("ours", regions=(EAST,)), foundry("theirs", regions=(REGION,)))
    [finding] = found("foundry-data-action", *both, answers={AskPermissions(SCOPE): MAAS, east: CHAT})
    assert (finding.about, finding.fix.rpartition(" ")[2]) == (("ours",), SCOPE.replace(NAME, f"ai-{EAST}"))
    assert f"you lack the data action {OPENAI}/embeddings/action, which" in finding.message


@pytest.mark.parametrize(("at_group", "severities"), [(USER, []), (CONTRIBUTOR, ["warning"])])
def test_where_nothing_is_known_of_the_account_its_group_tells(
    at_group: tuple[PermissionSet, ...], severities: list[str]
) -> None:
    answers = {AskPermissions(SCOPE): Absent(), AskPermissions(GROUP): at_group}
    findings = found("foundry-data-action", foundry(), answers=answers)
    assert [finding.severity for finding in findings] == severities


@pytest.mark.parametrize(("ref", "severities"), [(account(), ["unverified"]), (account(local_auth=True), [])])
def test_rights_that_cannot_be_read_are_not_said_to_be_missing(
    ref: AccountRef, severities: list[str]
) -> None:
    answers = {AskPermissions(SCOPE): Unverified("403")}
    findings = found("foundry-data-action", foundry(), answers=answers, **in_accounts(ref))
    assert [finding.severity for finding in findings] == severities


def test_who_is_not_known_puts_an_object_id_of_their_own() -> None:
    answers = {AskPermissions(SCOPE): CONTRIBUTOR, AskCaller(): Unverified("403")}
    fixes = [finding.fix for finding in found("foundry-data-action", foundry(), answers=answers)]
    assert any(
        "--assignee-object-id YOUR_OBJECT_ID --assignee-principal-type ServicePrincipal" in fix
        for fix in fixes
    )


SCOUT_CHAT = foundry(model=SCOUT)


def test_a_purchase_is_said() -> None:
    [finding] = found("foundry-marketplace", SCOUT_CHAT, foundry("own", "Phi-4"))
    assert (finding.severity, finding.about) == ("note", ("chat",))
    assert finding.message.startswith(f"{SCOUT} is sold by Meta through the Marketplace")


def test_buying_takes_rights_at_the_subscription_and_the_group() -> None:
    reader = (PermissionSet(("*/read", "Microsoft.CognitiveServices/*"), (), ("*",)),)
    subscription = GROUP.partition("/resourceGroups/")[0]
    answers = {AskPermissions(scope): reader for scope in (subscription, GROUP, SCOPE)}
    findings = found("rights", SCOUT_CHAT, answers=answers)
    assert {finding.message.partition(": ")[0].rpartition(" at ")[2] for finding in findings} == {
        subscription,
        GROUP,
    }
    assert found("rights", foundry(), answers=answers) == []


@pytest.mark.parametrize(
    ("quota_id", "check"),
    [("FreeTrial_2014-09-01", "subscription-paid"), ("CSP_2015-05-01", "subscription-offer")],
)
def test_some_subscriptions_can_not_buy(quota_id: str, check: str) -> None:
    answers = {AskSubscription(): SubscriptionState("Models", "Enabled", quota_id, "Off")}
    [finding] = found(check, SCOUT_CHAT, answers=answers)
    assert "mode: managed" not in finding.fix
    assert found(check, foundry(), answers=answers) == []
