"""What an audit says of deployments in Foundry accounts: Azure's own list goes before the rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from audit_builders import found_by, subject_of
from foundry_answers import REGION, account, foundry, in_accounts, offered
from modelstacks.catalog.model import Lifecycle
from modelstacks.modes.foundry.asks.models import AskRegionModels
from modelstacks.modes.foundry.asks.quota import AskModelQuota
from modelstacks.modes.foundry.offered import GLOBAL, OfferedSku
from modelstacks.preflight.facts import Unverified
from modelstacks.preflight.usage import Usage

MODEL = "Mistral-Large-3"


def asked(**answers: Any) -> list[str]:
    """The subject's deployment, locked in the region's account."""
    wanted = foundry()
    model = wanted.model.model_copy(update={"lifecycle": answers.pop("row", wanted.model.lifecycle)})
    wanted = replace(wanted, model=model)
    subject = subject_of([wanted], locked={"mode": "foundry", "region": REGION, "version": "1"})
    subject = replace(subject, spec=replace(subject.spec, **in_accounts(account())))
    rule = answers.pop("rule").replace("_", "-")
    given = {
        AskRegionModels(REGION): answers.get("models", (offered(MODEL),)),
        AskModelQuota(REGION): answers.get("quota", {}),
        AskModelQuota(GLOBAL): answers.get("shared", {}),
    }
    return [each.message for each in found_by(rule, subject, given)]


def test_the_end_that_azure_lists_counts_with_what_it_names_instead() -> None:
    ending = offered(MODEL, ends=date(2027, 1, 31), replacement="Mistral-Large-4 1")
    [message] = asked(rule="model_retires", models=(ending,))
    assert "2027-01-31" in message
    assert "(date: Azure's own answer)" in message
    assert not asked(rule="model_retires", models=(offered(MODEL, ends=date(2027, 6, 1)),))


@pytest.mark.parametrize(
    ("ends", "says"),
    [
        (None, "Mistral-Large-3 is retired"),
        (date(2027, 1, 31), "Mistral-Large-3 retires on 2027-01-31, in 72 days"),
    ],
)
def test_what_azure_calls_deprecated_ends_on_its_day_or_has_ended(ends: date | None, says: str) -> None:
    [message] = asked(rule="model_retires", models=(offered(MODEL, lifecycle="Deprecated", ends=ends),))
    assert message.startswith(says)


def test_what_could_not_be_read_ends_nothing_and_lacks_nothing() -> None:
    unread = dict.fromkeys(("models", "quota", "shared"), Unverified("403"))
    for rule in ("model_retires", "quota_headroom"):
        assert all("could not be read: 403" in message for message in asked(rule=rule, **unread))


@pytest.mark.parametrize("usage", [Usage(0, 0), Usage(100, 0)])
def test_a_quota_of_which_nothing_is_used_needs_no_headroom(usage: Usage) -> None:
    named = {sku.usage_name: usage for sku in offered(MODEL).skus.values()}
    assert not asked(rule="quota_headroom", quota=named)
    nameless = offered(MODEL, skus={"GlobalStandard": OfferedSku(None)})
    assert not asked(rule="quota_headroom", models=(nameless,), quota={"another": Usage(1, 1)})


def test_a_list_without_a_date_leaves_it_to_the_row() -> None:
    row = asked(rule="model_undated", models=())
    assert asked(rule="model_undated", models=(offered(MODEL),)) == row
    ends = Lifecycle(retirement_date=date(2027, 1, 17))
    [message] = asked(rule="model_retires", row=ends, models=(offered(MODEL),))
    assert message.startswith("Mistral-Large-3 retires on 2027-01-17, in 58 days")
    assert asked(rule="model_retires", row=ends, models=(offered(MODEL, ends=date(2028, 1, 1)),)) == []


def test_little_quota_is_told_whether_a_region_or_all_have_it() -> None:
    [usage] = {sku.usage_name for sku in offered(MODEL).skus.values()}
    assert usage
    tight, wide = {usage: Usage(100, 95)}, {usage: Usage(100, 10)}
    assert REGION in asked(rule="quota_headroom", quota=tight)[0]
    assert GLOBAL in asked(rule="quota_headroom", shared=tight)[0]
    assert not asked(rule="quota_headroom", quota=wide, shared=wide)
