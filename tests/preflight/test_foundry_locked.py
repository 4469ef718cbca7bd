"""What was decided before, and no longer holds: a lock keeps its place, and the checks say what has changed there."""

from typing import Any

import pytest

from foundry_answers import REGION, account, foundry, in_accounts, offered, plenty
from modelstacks.modes.foundry.asks.accounts import AccountState, AskAccount, Deployed
from modelstacks.modes.foundry.asks.models import AskRegionModels
from modelstacks.modes.foundry.asks.quota import AskModelQuota
from modelstacks.modes.foundry.offered import GLOBAL
from modelstacks.placement import place
from modelstacks.preflight.checks import all_checks
from modelstacks.preflight.placed_spec import PlacedSpec
from modelstacks.preflight.runner import placement_facts, run_checks
from modelstacks.preflight.usage import Usage
from preflight_builders import OWN_TAGS, TODAY, facts_for, placed_of
from spec_builders import CATALOG, spec_of

LARGE = "Mistral-Large-3"
QUOTA = f"quota-of-{LARGE}"
RUNNING = AccountState(REGION, "AIServices", "ai", ours=True, deployed={"chat": Deployed(10, ours=True)})


def found(check: str, answers: Any) -> list[str]:
    """What is found of a deployment that was locked while nothing was in its way."""
    spec = spec_of([foundry()], **in_accounts(account()))
    locked = placed_of(spec, facts_for(spec, {})).placement.decisions
    facts = facts_for(spec, answers)
    placement = place(spec, CATALOG, placement_facts(CATALOG, facts, TODAY), locked)
    report = run_checks(PlacedSpec(spec, CATALOG, TODAY, placement, OWN_TAGS), facts, all_checks())
    return [finding.message for finding in report.findings if finding.check == check]


@pytest.mark.parametrize(
    ("region", "free", "where"),
    [
        (REGION, 9, "in swedencentral"),
        (REGION, 10, None),
        (GLOBAL, 9, "in all regions together"),
        (GLOBAL, 10, None),
    ],
)
def test_quota_that_is_gone_is_said(region: str, free: int, where: str | None) -> None:
    quotas = {QUOTA: Usage(free, 0)}
    answers = {AskModelQuota(region): quotas if region == GLOBAL else plenty(**quotas)}
    message = f"Too little quota in Foundry accounts: 9 of {QUOTA} are free {where}, 10 needed."
    assert found("foundry-quota", answers) == ([message] if where else [])


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (offered(LARGE, "2"), f"swedencentral does not offer {LARGE} 1."),
        (offered(LARGE, skus={}), f"swedencentral does not offer {LARGE} 1 with GlobalStandard."),
    ],
)
def test_an_offer_that_is_gone_is_said_of_what_is_to_be_made(model: Any, words: str) -> None:
    answers: dict[Any, Any] = {AskRegionModels(REGION): (model,)}
    [message] = found("foundry-offer", answers)
    assert message.startswith(words)
    assert found("foundry-offer", answers | {AskAccount(f"ai-{REGION}"): RUNNING}) == []
