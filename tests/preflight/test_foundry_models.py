from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from foundry_answers import REGION, account, foundry, in_accounts, offered
from modelstacks.modes.foundry.asks.accounts import AccountState, AskAccount, Deployed
from modelstacks.modes.foundry.asks.models import AskCapacity, AskRegionModels
from modelstacks.preflight.facts import Unverified
from modelstacks.preflight.report import Reported
from modelstacks.spec import Deployment
from preflight_builders import TODAY, found_by

UNPAIRED = {
    "foundry-model-ending": "what ends soon is deployed all the same, it only stops one day",
}

LARGE, SCOUT = "Mistral-Large-3", "Llama-4-Scout-17B-16E-Instruct"
EVERYWHERE = "Llama-3.3-70B-Instruct"
MODELS = AskRegionModels(REGION)
RUNNING = AccountState(REGION, "AIServices", "ai", ours=True, deployed={"chat": Deployed(10, ours=True)})


def found(check: str, deployment: Deployment, answers: Any) -> list[Reported]:
    return found_by(check, deployment, answers=answers, **in_accounts(account()))


def test_a_region_without_the_model_names_those_that_have_it_nearest_first() -> None:
    left = {("eastus2", "GlobalStandard"): 5, ("westeurope", "GlobalStandard"): 5}
    answers = {MODELS: (), AskCapacity("Mistral AI", LARGE, None, (REGION,), None): left}
    [finding] = found("foundry-offer", foundry(), answers)
    assert finding.message == (
        f"swedencentral does not offer {LARGE}. It is offered in, nearest first: westeurope, eastus2 (by Azure's list)."
    )


def test_where_azure_can_not_be_asked_the_rows_hint() -> None:
    known = AskCapacity("Meta", SCOUT, None, (REGION,), "1")
    finding, unread = found("foundry-offer", foundry(model=SCOUT), {MODELS: (), known: Unverified("403")})
    assert (finding.severity, unread.severity) == ("error", "unverified")
    assert "(by the catalogue's rows of 2026-" in finding.message
    assert finding.message.endswith(": a hint).")


def test_a_version_that_is_not_there_names_those_that_are() -> None:
    models = (offered(LARGE, "2"), offered(LARGE, "3", is_default=False), offered(SCOUT, "9"))
    [finding] = found("foundry-offer", foundry(version="1"), {MODELS: models})
    assert finding.message.startswith(
        f"swedencentral does not offer {LARGE} version 1. Versions there: 2, 3. "
    )


def test_the_versions_are_those_of_the_first_region_that_has_the_model() -> None:
    asked = foundry(version="1", regions=("eastus2", REGION))
    answers = {AskRegionModels("eastus2"): (), MODELS: (offered(LARGE, "2"),)}
    both = in_accounts(account("eastus2"), account())
    [finding] = found_by("foundry-offer", asked, answers=answers, **both)
    assert " Versions there: 2. " in finding.message


def test_a_list_that_could_not_be_read_ends_no_offer() -> None:
    findings = found("foundry-offer", foundry(), {MODELS: Unverified("403")})
    assert [finding.severity for finding in findings] == ["unverified"]


def test_rows_that_name_no_region_hint_at_none() -> None:
    unread = AskCapacity("Meta", EVERYWHERE, None, (REGION,), None)
    answers = {MODELS: (), unread: Unverified("403")}
    finding, _ = found("foundry-offer", foundry(model=EVERYWHERE), answers)
    assert finding.message == (
        f"swedencentral does not offer {EVERYWHERE}. No list says where it is offered."
    )


def test_a_sku_that_the_region_does_not_have_is_named() -> None:
    for version in (None, "1"):
        asked = foundry(sku="ProvisionedManaged", version=version)
        [finding] = found("foundry-offer", asked, {MODELS: (offered(LARGE),)})
        assert finding.message.startswith(
            f"swedencentral does not offer {LARGE} with ProvisionedManaged. It is offered in"
        )


def test_what_is_offered_is_no_news() -> None:
    assert found("foundry-offer", foundry(), {MODELS: (offered(LARGE),)}) == []


@pytest.mark.parametrize("state", ["Deprecating", "Deprecated"])
def test_azure_takes_no_new_deployment_of_what_ends(state: str) -> None:
    model = offered(LARGE, lifecycle=state, ends=date(2027, 6, 1), replacement="Mistral-Large-4 1")
    [finding] = found("foundry-model-ended", foundry(), {MODELS: (model,)})
    assert finding.message == (
        f"{LARGE} 1 is {state.lower()} in swedencentral, and answers until 2027-06-01: Azure takes no new deployments of it."
    )
    assert finding.fix == "Move to Mistral-Large-4 1, which Azure names as its replacement."


def test_what_runs_already_is_warned_of() -> None:
    answers = {MODELS: (offered(LARGE, lifecycle="Deprecating"),), AskAccount(f"ai-{REGION}"): RUNNING}
    assert found("foundry-model-ended", foundry(), answers) == []
    [finding] = found("foundry-model-ending", foundry(), answers)
    assert finding.message == f"{LARGE} 1 is deprecating."


def test_what_runs_and_goes_on_or_is_refused_to_begin_is_not_about_to_end() -> None:
    account_now = {AskAccount(f"ai-{REGION}"): RUNNING}
    assert found("foundry-model-ending", foundry(), {MODELS: (offered(LARGE),)} | account_now) == []
    assert found("foundry-model-ending", foundry(), {MODELS: (offered(LARGE, lifecycle="Deprecated"),)}) == []


@pytest.mark.parametrize(
    ("replacements", "fix"),
    [
        (("Phi-5", "Phi-6"), "Move to Phi-5 or Phi-6."),
        ((), "Choose another model (`modelstacks models --not-retired`)."),
    ],
)
def test_the_rows_name_a_successor_where_azure_does_not(replacements: tuple[str, ...], fix: str) -> None:
    asked = foundry()
    lifecycle = asked.model.lifecycle.model_copy(update={"replacements": replacements})
    asked = replace(asked, model=asked.model.model_copy(update={"lifecycle": lifecycle}))
    [finding] = found("foundry-model-ended", asked, {MODELS: (offered(LARGE, lifecycle="Deprecating"),)})
    assert finding.fix == fix


@pytest.mark.parametrize(
    ("days", "ended", "ending"),
    [(-1, 1, 0), (0, 1, 0), (1, 0, 1), (60, 0, 1), (61, 0, 0)],
)
def test_the_day_of_its_end_decides(days: int, ended: int, ending: int) -> None:
    answers = {MODELS: (offered(LARGE, ends=TODAY + timedelta(days=days)),)}
    assert len(found("foundry-model-ended", foundry(), answers)) == ended
    assert len(found("foundry-model-ending", foundry(), answers)) == ending


def test_a_retired_model_can_be_accepted() -> None:
    answers = {MODELS: (offered(LARGE, ends=TODAY),)}
    assert found("foundry-model-ended", foundry(accept_retired=True), answers) == []


def test_legacy_is_said() -> None:
    [finding] = found("foundry-model-ending", foundry(), {MODELS: (offered(LARGE, lifecycle="Legacy"),)})
    assert finding.message == f"{LARGE} 1 is legacy."
