"""What each finding about deployments in Foundry accounts says, whole: what is wrong, and what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from foundry_answers import REGION, account, foundry, in_accounts, offered, plenty, sku
from modelstacks.modes.foundry.asks.accounts import AccountState, AskAccount, Deployed
from modelstacks.modes.foundry.asks.models import AskCapacity, AskRegionModels
from modelstacks.modes.foundry.asks.policies import AskPolicies, Evaluated, ToEvaluate
from modelstacks.modes.foundry.asks.quota import AskModelQuota
from modelstacks.preflight.usage import Usage
from preflight_builders import TODAY, found_by

if TYPE_CHECKING:
    from collections.abc import Callable

    from modelstacks.preflight.report import Reported
    from modelstacks.spec import Deployment

EAST, LARGE, SCOUT = "eastus2", "Mistral-Large-3", "Llama-4-Scout-17B-16E-Instruct"
NAME = f"ai-{REGION}"
IDEAL = AccountState(REGION, "AIServices", NAME, ours=True)


def deployed(check: str, *deployments: Deployment, answers: Any = None) -> list[Reported]:
    """What *check* finds of deployments that may go to two accounts."""
    both = in_accounts(account(REGION), account(EAST))
    return found_by(f"foundry-{check}", *deployments, answers=answers, **both)


def listing(**fields: Any) -> dict[Any, Any]:
    """A region that lists the one model so."""
    return {AskRegionModels(REGION): (offered(LARGE, **fields),)}


POLICIES = AskPolicies(NAME, (ToEvaluate("chat", "Mistral AI", LARGE, None, None),))
RUNS = {AskAccount(NAME): replace(IDEAL, deployed={"chat": Deployed(10, ours=True)})}
LEFT = AskCapacity("Mistral AI", LARGE, None, (REGION, EAST), None)


@pytest.mark.parametrize(
    ("found", "message", "fix"),
    [
        (
            lambda: deployed("spillover", foundry(spillover="big")),
            ("chat spills over to big, and the account ai-swedencentral has no deployment of that name."),
            "Correct `spillover`, or add that deployment to the file.",
        ),
        (
            lambda: deployed("spillover", foundry(spillover="big"), foundry("big", regions=(EAST,))),
            "chat spills over to big, which goes to another account, ai-eastus2.",
            ("Let both go to one region (`regions: [swedencentral]`), or set another `spillover`."),
        ),
        (
            lambda: deployed("marketplace", foundry(model=SCOUT)),
            (
                "Llama-4-Scout-17B-16E-Instruct is sold by Meta through the Marketplace: Azure "
                "subscribes to its offer, and accepts its terms, while it deploys it."
            ),
            "Nothing to do, if you agree with the offer's terms and price.",
        ),
        (
            lambda: deployed(
                "quota",
                foundry(regions=(REGION,)),
                answers={AskModelQuota(REGION): plenty(**{f"quota-of-{LARGE}": Usage(9, 0)})},
            ),
            (
                "Too little quota in Foundry accounts: 9 of quota-of-Mistral-Large-3 are free in "
                "swedencentral, 10 needed."
            ),
            (
                "Ask for more (https://aka.ms/oai/quotaincrease), lower `capacity`, set another "
                "`sku`, or add a region with an account under `accounts`."
            ),
        ),
        (
            lambda: deployed("capacity", foundry(capacity=101)),
            (
                "chat asks for a capacity of 101; Mistral-Large-3 with GlobalStandard in "
                "swedencentral takes at least 1 and at most 100."
            ),
            "Set `capacity` accordingly.",
        ),
        (
            lambda: deployed(
                "capacity-unknown",
                foundry(),
                answers=listing(skus={"GlobalStandard": sku(LARGE, default=None)}),
            ),
            (
                "Azure's list names no capacity for Mistral-Large-3: chat gets 1, which may be too "
                "little to answer at all."
            ),
            "Set `capacity`; the unit is the model's own, often a thousand tokens a minute.",
        ),
        (
            lambda: deployed("capacity-left", foundry(), answers={LEFT: {(REGION, "GlobalStandard"): 9}}),
            (
                "Azure has 9 of Mistral-Large-3 with GlobalStandard left in swedencentral, 10 more "
                "needed; quota alone is no capacity."
            ),
            ("Lower `capacity`, or set another `sku`: no region has that much with GlobalStandard."),
        ),
        (
            lambda: deployed(
                "offer",
                foundry(regions=(REGION,)),
                answers={AskRegionModels(REGION): (), LEFT: {(EAST, "GlobalStandard"): 9}},
            ),
            (
                "swedencentral does not offer Mistral-Large-3. It is offered in, nearest first: "
                "eastus2 (by Azure's list)."
            ),
            ("Add one of these regions with its account under `accounts`, or change `sku` or `version`."),
        ),
        (
            lambda: deployed(
                "policy",
                foundry(),
                answers={
                    POLICIES: {"chat": Evaluated("NonCompliant", "Not on the list.", ("approved-models",))}
                },
            ),
            ("Azure Policy denies chat in the account ai-swedencentral by approved-models. Not on the list."),
            ("Choose a model that the policy allows, or ask whoever assigned it for an exemption."),
        ),
        (
            lambda: deployed(
                "policy-unsure", foundry(), answers={POLICIES: {"chat": Evaluated("Error", "Try later.")}}
            ),
            "What Azure Policy says of chat in the account ai-swedencentral could not be evaluated. Try later.",
            "Be ready for a refusal with RequestDisallowedByPolicy.",
        ),
        (
            lambda: deployed(
                "model-ended", foundry(), answers=listing(lifecycle="Deprecating", ends=date(2027, 1, 31))
            ),
            (
                "Mistral-Large-3 1 is deprecating in swedencentral, and answers until 2027-01-31: "
                "Azure takes no new deployments of it."
            ),
            "Choose another model (`modelstacks models --not-retired`).",
        ),
        (
            lambda: deployed(
                "model-ended", foundry(), answers=listing(ends=TODAY, replacement="Mistral-Large-4")
            ),
            "Mistral-Large-3 1 is retired since 2026-11-20: a deployment of it answers 404.",
            ("Move to Mistral-Large-4, which Azure names as its replacement. Or set accept_retired: true."),
        ),
        (
            lambda: deployed(
                "model-ending",
                foundry(),
                answers=RUNS | listing(lifecycle="Deprecated", replacement="Mistral-Large-4"),
            ),
            "Mistral-Large-3 1 is deprecated.",
            "Move to Mistral-Large-4, which Azure names as its replacement.",
        ),
        (
            lambda: deployed("model-ending", foundry(), answers=listing(lifecycle="Legacy")),
            "Mistral-Large-3 1 is legacy.",
            "Choose another model (`modelstacks models --not-retired`).",
        ),
        (
            lambda: deployed("model-ending", foundry(), answers=listing(ends=date(2026, 12, 1))),
            "Mistral-Large-3 1 ends soon, and answers until 2026-12-01.",
            "Choose another model (`modelstacks models --not-retired`).",
        ),
    ],
)
def test_a_finding_says_what_is_wrong_and_what_to_do(
    found: Callable[[], list[Reported]], message: str, fix: str
) -> None:
    assert [(each.message, each.fix) for each in found()] == [(message, fix)]
