"""What findings say, whole: what is wrong, and what to do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from modelstacks.names import key_vault_name, storage_account_name
from modelstacks.placement import ALL_FAMILIES
from modelstacks.preflight.asks.endpoints import AskEndpoints
from modelstacks.preflight.asks.marketplace import AskSubscribed, Subscribed
from modelstacks.preflight.asks.names import KEY_VAULT, STORAGE_ACCOUNT, AskGlobalName, NameState
from modelstacks.preflight.asks.permissions import AskPermissions
from modelstacks.preflight.asks.quota import AskUsages
from modelstacks.preflight.asks.subscription import AskSubscription, SubscriptionState
from modelstacks.preflight.asks.workspaces import AskWorkspace, WorkspaceState
from modelstacks.preflight.facts import Absent
from modelstacks.preflight.usage import Usage
from modelstacks.spec import WorkspaceRef
from preflight_builders import ENTERPRISE, GROUP, endpoint, found_by, usages
from spec_builders import deployment

if TYPE_CHECKING:
    from collections.abc import Callable

    from modelstacks.preflight.report import Reported

HERE, WORKSPACE = AskEndpoints("swedencentral"), AskWorkspace("ws-swedencentral")
CHAT, OWN = deployment(mode="serverless"), deployment("own", mode="managed")
LLAMA = deployment("chat", "Llama-3.3-70B-Instruct", mode="serverless")
JAIS = deployment("chat", "jais-30b-chat", mode="serverless", regions=("eastus2",))
THEIRS = deployment("own", mode="managed", endpoint_exists=True)
A100 = deployment("own", mode="managed", quota="dedicated", instance_type="Standard_NC24ads_A100_v4")
OTHER = endpoint(mode="serverless", workspace="ws-swedencentral", model_ids=(CHAT.model.id,))
SUSPENDED = Subscribed("Llama-3-3", LLAMA.model.id, "Suspended")
LIMITED = SubscriptionState("Models", "Enabled", "MSDN_2014-09-01", "On")
PARTNER = SubscriptionState("Models", "Enabled", "CSP_2015-05-01", "Off")
MADE = {"swedencentral": WorkspaceRef("swedencentral", "ws1", create=True, kind="workspace")}
VAULT = AskGlobalName(KEY_VAULT, key_vault_name("ws1", GROUP))
STORE = AskGlobalName(STORAGE_ACCOUNT, storage_account_name("ws1", GROUP))


@pytest.mark.parametrize(
    ("found", "message", "fix"),
    [
        (
            lambda: found_by("one-per-model", CHAT, answers={HERE: (OTHER,)}),
            (
                "ws-swedencentral has a serverless deployment of Phi-4, the endpoint other; a "
                "project takes one."
            ),
            "Use other, delete it, or place chat in another project.",
        ),
        (
            lambda: found_by("one-per-model", CHAT, deployment("again", mode="serverless")),
            (
                "A project takes one serverless deployment of Phi-4, and this file has others in "
                "swedencentral."
            ),
            "Leave out what is too many, or add a workspace in another region.",
        ),
        (
            lambda: found_by("endpoint-exists", THEIRS, answers={HERE: ()}),
            "The endpoint own should exist already, and ws-swedencentral has none of that name.",
            ("Correct its name or the region, or leave out `existing: true`: then this stack makes it."),
        ),
        (
            lambda: found_by("cost", CHAT),
            "Billed by tokens, by Azure; nothing while unused.",
            (
                "See Cost analysis in the resource group, by meter. Prices: "
                "https://azure.microsoft.com/pricing"
            ),
        ),
        (
            lambda: found_by(
                "marketplace-subscription", LLAMA, answers={AskSubscribed("ws-swedencentral"): (SUSPENDED,)}
            ),
            (
                "The Marketplace subscription Llama-3-3 of ws-swedencentral is Suspended: its "
                "endpoints do not work."
            ),
            "Look at it in the Azure portal under SaaS, delete it and subscribe again.",
        ),
        (
            lambda: found_by("marketplace-need", LLAMA),
            (
                "Llama-3.3-70B-Instruct is sold through the Marketplace "
                "(metagenai/llama-3-3-70b-instruct-offer): ws-swedencentral will be subscribed to "
                "it."
            ),
            "Nothing to do, if you agree with the offer's terms and price.",
        ),
        (
            lambda: found_by("marketplace-need", JAIS),
            (
                "jais-30b-chat is sold through the Marketplace (offer id not known): ws-eastus2 "
                "will be subscribed to it."
            ),
            "Nothing to do, if you agree with the offer's terms and price.",
        ),
        (
            lambda: found_by("marketplace-country-unknown", LLAMA),
            (
                "Whether these offers are sold in SE, your tenant's country, is not known: the "
                "catalogue names a list of Microsoft's without what is in it."
            ),
            (
                "Look there: "
                "https://learn.microsoft.com/partner-center/marketplace-offers/tax-details-marketplace. "
                "To have it checked, give the countries in rows of your own (`rows:` in "
                "deployments.yaml; serverless_offer: {countries: [..]})."
            ),
        ),
        (
            lambda: found_by(
                "one-endpoint",
                *(
                    deployment(quota, mode="managed", endpoint_name="both", quota=quota)
                    for quota in ("shared", "dedicated")
                ),
            ),
            ("No region and quota fits every deployment behind endpoint both: dedicated and shared."),
            (
                "Give them the same quota, or an `endpoint` each; `modelstacks lock --upgrade "
                "NAME` decides one again that is locked already."
            ),
        ),
        (
            lambda: found_by("resource-group-there", CHAT, answers={AskPermissions(GROUP): Absent()}),
            ("The resource group rg-models is not in the subscription 11111111-2222-3333-4444-555555555555."),
            (
                "Make it and what is in it with stacks/platform, or run: az group create --name "
                "rg-models --location REGION --subscription 11111111-2222-3333-4444-555555555555"
            ),
        ),
        (
            lambda: found_by(
                "workspace-name-ours",
                CHAT,
                answers={AskWorkspace("ws1"): WorkspaceState("swedencentral", "Default")},
                workspaces=MADE,
            ),
            "The workspace ws1 (Default) is in rg-models already, and not this stack's.",
            ("Give this one another name, or leave the making to the stack that has it (`create: false`)."),
        ),
        (
            lambda: found_by(
                "global-names-free", CHAT, answers={VAULT: NameState(free=False, here=True)}, workspaces=MADE
            ),
            (
                "The Microsoft.KeyVault/vaults kv-ws1-a42779fc is in rg-models already, and not "
                "this stack's: its tags are not."
            ),
            (
                "Take it into the stack (`pulumi import`), delete it, or set another `key_vault` "
                "in platform.yaml."
            ),
        ),
        (
            lambda: found_by(
                "global-names-free", CHAT, answers={STORE: NameState(free=False)}, workspaces=MADE
            ),
            (
                "Somebody has a Microsoft.Storage/storageAccounts named stws1a42779fc already; the "
                "name is unique in all of Azure."
            ),
            ("Set another `storage_account` in platform.yaml, or give the workspace another name."),
        ),
        (
            lambda: found_by(
                "workspace-region", CHAT, answers={WORKSPACE: WorkspaceState("eastus2", "Project")}
            ),
            "The workspace ws-swedencentral is in eastus2, not in swedencentral.",
            "Write it under `eastus2:`, or name a workspace that is in swedencentral.",
        ),
        (
            lambda: found_by("subscription-there", CHAT, answers={AskSubscription(): Absent()}),
            (
                "The subscription 11111111-2222-3333-4444-555555555555 is not there, or not for "
                "you; nothing else was looked at."
            ),
            ("Check the id and who you are: az account show; az account list --all --output table"),
        ),
        (
            lambda: found_by(
                "subscription-enabled",
                CHAT,
                answers={AskSubscription(): replace(ENTERPRISE, state="Disabled")},
            ),
            (
                "The subscription Models (11111111-2222-3333-4444-555555555555) is Disabled: "
                "nothing can be created."
            ),
            (
                "Enable it "
                "(https://portal.azure.com/#blade/Microsoft_Azure_Billing/SubscriptionsBlade), or "
                "set another `subscription`."
            ),
        ),
        (
            lambda: found_by("subscription-paid", LLAMA, answers={AskSubscription(): LIMITED}),
            (
                "The subscription Models (Visual Studio subscription) has its spending limit on: "
                "it can buy no Marketplace offer."
            ),
            (
                "Remove the spending limit "
                "(https://portal.azure.com/#blade/Microsoft_Azure_Billing/SubscriptionsBlade), or "
                "use another subscription."
            ),
        ),
        (
            lambda: found_by("subscription-offer", LLAMA, answers={AskSubscription(): PARTNER}),
            (
                "The subscription Models is of type Cloud Solution Provider (CSP), which forbids "
                "Marketplace offers whose publisher or partner has not opted in to CSP."
            ),
            (
                "Ask your partner whether these offers are open to you, or be ready for a refusal "
                "at deployment."
            ),
        ),
        (
            lambda: found_by("core-quota", A100, answers={AskUsages("swedencentral"): usages(23)}),
            ("No managed compute: swedencentral has 23 free standardNCADSA100v4Family cores, 24 needed."),
            (
                "Ask for more (Azure ML studio, Quota: https://ml.azure.com/quota), add a region, "
                "or set quota: shared."
            ),
        ),
        (
            lambda: found_by(
                "core-quota-read", A100, answers={AskUsages("swedencentral"): {ALL_FAMILIES: Usage(99, 0)}}
            ),
            (
                "swedencentral reports no core usage of standardNCADSA100v4Family: "
                "Standard_NC24ads_A100_v4 may not exist there."
            ),
            "Run: az ml compute list-sizes --location swedencentral",
        ),
        (
            lambda: found_by("shared-quota-lifetime", deployment("own", mode="managed", quota="shared")),
            (
                "On shared quota: for tests only, billed by use, and Azure deletes the endpoint "
                "after 168 hours."
            ),
            "For something lasting, ask for dedicated cores and set quota: dedicated.",
        ),
        (
            lambda: found_by("content-safety", OWN),
            ("On managed compute, without Azure AI Content Safety: nothing filters prompts or answers."),
            (
                "Set content_safety: true (an account and an identity of its own), or false to say "
                "that this is meant."
            ),
        ),
    ],
)
def test_a_finding_says_what_is_wrong_and_what_to_do(
    found: Callable[[], list[Reported]], message: str, fix: str
) -> None:
    assert [(each.message, each.fix) for each in found()] == [(message, fix)]
