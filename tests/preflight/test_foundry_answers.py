"""What the questions about Foundry accounts make of Azure's answers, in full, in part, and where it leaves out what it may."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest

from estate import A100
from modelstacks.errors import AzureError
from modelstacks.modes.foundry.asks.accounts import AccountState, AskAccount, AskAccountSkus, Deployed
from modelstacks.modes.foundry.asks.caller import AskCaller, CallerState
from modelstacks.modes.foundry.asks.models import NOT_ASKABLE, AskCapacity, AskRegionModels
from modelstacks.modes.foundry.asks.names import AskKeptAccounts, AskSubdomain, KeptAccount, Subdomain
from modelstacks.modes.foundry.asks.policies import AskPolicies, Evaluated, ToEvaluate
from modelstacks.modes.foundry.asks.quota import AskModelQuota
from modelstacks.modes.foundry.offered import GLOBAL
from modelstacks.preflight.facts import Absent
from modelstacks.preflight.usage import Usage
from preflight_builders import OWN_TAGS
from spec_builders import CATALOG
from told_arm import ToldArm, asked, listed

if TYPE_CHECKING:
    from modelstacks.preflight.facts import Ask

REGION = "swedencentral"
OURS = dict(OWN_TAGS)
FAMILY = CATALOG.sku(A100).family


def model(name: str = "Phi-4", version: str = "1", **more: Any) -> dict[str, Any]:
    """An item of a region's list of models."""
    skus = [{"name": "GlobalStandard", "usageName": f"quota-of-{name}"}]
    described = {
        "format": "Microsoft",
        "name": name,
        "version": version,
        "skus": skus,
        "isDefaultVersion": True,
    }
    return {"kind": more.pop("kind", "AIServices"), "model": described | more}


def deployed(name: str, tags: Any = None, sku: Any = None, model_name: str = "Phi-4") -> dict[str, Any]:
    """A deployment in an account."""
    return {
        "name": name,
        "tags": tags,
        "sku": {"name": "GlobalStandard"} | (sku or {}),
        "properties": {"model": {"name": model_name}},
    }


ACCOUNT = {"location": "Sweden Central", "kind": "AIServices", "properties": {}}
SKU = {"kind": "AIServices", "name": "S0", "locations": ["swedencentral", "EastUS2"]}


@pytest.mark.parametrize(
    ("ask", "answers", "expected"),
    [
        (AskAccount("ai"), {}, Absent()),
        (
            AskAccount("ai"),
            {"accounts/ai": ACCOUNT},
            AccountState(REGION, "AIServices", None, has_keys=True, has_projects=False, state=""),
        ),
        (
            AskAccount("ai"),
            {
                "accounts/ai": ACCOUNT
                | {
                    "tags": OURS,
                    "properties": {
                        "provisioningState": "Accepted",
                        "disableLocalAuth": True,
                        "allowProjectManagement": True,
                        "customSubDomainName": "sub",
                    },
                },
                "deployments": listed(deployed("A", OURS, {"capacity": 5}), deployed("b", None)),
            },
            AccountState(
                REGION,
                "AIServices",
                "sub",
                has_keys=False,
                has_projects=True,
                state="Accepted",
                ours=True,
                deployed={"a": Deployed(5, ours=True), "b": Deployed(0)},
            ),
        ),
        (
            AskAccountSkus(),
            {
                "/skus": listed(
                    SKU,
                    SKU | {"kind": "OpenAI", "locations": ["westus"]},
                    SKU | {"name": "S1", "locations": ["uksouth"]},
                )
            },
            {REGION: None, "eastus2": None},
        ),
        (
            AskAccountSkus(),
            {"/skus": listed(SKU | {"restrictions": [{"values": ["East US 2"], "reasonCode": "QuotaId"}]})},
            {REGION: None, "eastus2": "QuotaId"},
        ),
        (
            AskAccountSkus(),
            {"/skus": listed(SKU | {"restrictions": [{"reasonCode": "QuotaId"}]})},
            {REGION: "QuotaId", "eastus2": "QuotaId"},
        ),
        (
            AskSubdomain("x"),
            {"/checkDomainAvailability": {"isSubdomainAvailable": True, "reason": None}},
            Subdomain(available=True),
        ),
        (
            AskSubdomain("x"),
            {"/checkDomainAvailability": {"isSubdomainAvailable": False, "reason": "Taken."}},
            Subdomain(available=False, reason="Taken."),
        ),
        (
            AskKeptAccounts(),
            {
                "/deletedAccounts": listed(
                    {
                        "name": "ai",
                        "id": "/x/ResourceGroups/rg-a/deletedAccounts/ai",
                        "location": "Sweden Central",
                        "properties": {"customSubDomainName": "sub"},
                    },
                    {"name": "bare", "id": "/x", "location": "westus", "properties": None},
                )
            },
            (KeptAccount("ai", "rg-a", REGION, "sub"), KeptAccount("bare", "", "westus", "")),
        ),
        (
            AskCapacity("Microsoft", "phi-4", None, (REGION,)),
            {
                "/models": listed(model(version="2"), model("Other", version="9")),
                "/modelCapacities": listed(
                    {
                        "location": "East US 2",
                        "properties": {"skuName": "GlobalStandard", "availableCapacity": 0},
                    },
                    {"location": "westus", "properties": {"skuName": "GlobalStandard"}},
                ),
            },
            {("eastus2", "GlobalStandard"): 0},
        ),
        (AskCapacity("Microsoft", "Phi-4", None, (REGION,)), {"/models": listed()}, {}),
        (AskCapacity("Mistral AI", "Large", "1", (REGION,)), {"/models": listed()}, NOT_ASKABLE),
        (AskPolicies("ai", ()), {}, Absent()),
        (
            AskPolicies("ai", ()),
            {"accounts/ai": ACCOUNT, "/evaluateDeploymentPolicies": AzureError("no", code="x", status=405)},
            Absent(),
        ),
        (
            AskPolicies("ai", ()),
            {
                "accounts/ai": ACCOUNT,
                "/evaluateDeploymentPolicies": {
                    "results": {
                        "a": {"evaluationOutcome": "Compliant", "nonCompliantAssignments": None},
                        "b": {
                            "evaluationOutcome": "NonCompliant",
                            "errorMessage": "Why.",
                            "nonCompliantAssignments": [
                                {"policyAssignmentId": "/x/policyAssignments/models"},
                                {"policyAssignmentId": None},
                            ],
                        },
                    }
                },
            },
            {"a": Evaluated("Compliant"), "b": Evaluated("NonCompliant", "Why.", ("models",))},
        ),
    ],
)
def test_an_answer_about_accounts_is_read(ask: Ask[Any], answers: dict[str, Any], expected: object) -> None:
    assert asked(ask, answers)[0] == expected


@pytest.mark.parametrize(
    ("ask", "sent"),
    [
        (AskCapacity("Microsoft", "Phi-4", None, (REGION,), "3"), '"modelVersion": "3"'),
        (AskCapacity("Microsoft", "Phi-4", "4", (REGION,), "3"), '"modelVersion": "4"'),
        (
            AskSubdomain("x"),
            '{"subdomainName": "x", "type": "Microsoft.CognitiveServices/accounts", "kind": "AIServices"}',
        ),
        (
            AskPolicies(
                "ai", (ToEvaluate("a", "F", "M", "1", "strict"), ToEvaluate("b", "F", "M", None, None))
            ),
            (
                '{"deployments": [{"name": "a", "properties": {"model": {"format": "F", "name": "M", "version": "1"}, '
                '"raiPolicyName": "strict"}}, {"name": "b", "properties": {"model": {"format": "F", "name": "M"}}}]}'
            ),
        ),
    ],
)
def test_a_question_about_accounts_is_sent_in_azures_words(ask: Ask[Any], sent: str) -> None:
    answers = {
        "/models": listed(),
        "/modelCapacities": listed(),
        "/checkDomainAvailability": {"isSubdomainAvailable": True},
        "accounts/ai": ACCOUNT,
        "/evaluateDeploymentPolicies": {"results": {}},
    }
    assert sent in asked(ask, answers)[1][-1]


def test_a_regions_models_are_those_of_the_kind_alone() -> None:
    found, _ = asked(AskRegionModels(REGION), {"/models": listed(model(), model("Else", kind="OpenAI"))})
    assert [each.name for each in found] == ["Phi-4"]


@pytest.mark.parametrize("status", [400, 404])
def test_where_nothing_is_shared_by_all_regions_there_is_no_list(status: int) -> None:
    refused = {"/global/usages": AzureError("no", code="x", status=status), "/models": listed()}
    assert asked(AskModelQuota(GLOBAL), refused)[0] == {}


@pytest.mark.parametrize(("region", "status"), [(GLOBAL, 403), (REGION, 400)])
def test_another_refusal_is_one(region: str, status: int) -> None:
    with pytest.raises(AzureError):
        asked(AskModelQuota(region), {"/usages": AzureError("no", code="x", status=status)})


@pytest.mark.parametrize(("region", "own"), [(REGION, 5), (GLOBAL, 10)])
def test_our_share_of_a_quota_is_that_of_the_regions_account_or_of_all(region: str, own: int) -> None:
    answers = {
        "/usages": listed({"name": {"value": "quota-of-Phi-4"}, "limit": 100.0, "currentValue": 20.0}),
        "/models": listed(model()),
        "/deployments": listed(
            deployed("ours", OURS, {"capacity": 5}),
            deployed("silent", OURS),
            deployed("theirs", None, {"capacity": 7}),
            deployed("unlisted", OURS, {"capacity": 9}, "Else"),
        ),
    }
    assert asked(AskModelQuota(region), answers)[0] == {"quota-of-Phi-4": Usage(100, 20, own)}


@pytest.mark.parametrize(
    ("claims", "caller"),
    [
        ({"oid": "o", "scp": "user_impersonation"}, CallerState("o", is_user=True)),
        ({"oid": "o"}, CallerState("o", is_user=False)),
        ({}, CallerState("", is_user=False)),
    ],
)
def test_a_person_is_told_from_an_application_by_the_token(
    claims: dict[str, str], caller: CallerState, monkeypatch: pytest.MonkeyPatch
) -> None:
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")

    async def signed_in(_: ToldArm) -> str:
        return f"head.{payload}.signature"

    monkeypatch.setattr(ToldArm, "sign_in", signed_in)
    assert asked(AskCaller(), {})[0] == caller
