"""When models end: of the file and of what is deployed, by the catalogue's rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from audit_builders import BY, TODAY, found_by, id_of, report_on, subject_of
from estate import PHI_VERSION
from lifecycle_builders import observed
from modelstacks.catalog.model import Lifecycle
from modelstacks.mode_parts import mode_names
from modelstacks.preflight.asks.deployed import AskDeployed, AskServed
from modelstacks.preflight.facts import Unverified
from spec_builders import deployment

if TYPE_CHECKING:
    from modelstacks.preflight.facts import Ask
    from modelstacks.spec import Deployment

RETIRES = date(2027, 1, 17)


def ending(name: str = "chat", *, accept_retired: bool = False, **lifecycle: Any) -> Deployment:
    """A deployment of a model with that lifecycle."""
    wanted = deployment(name, "Phi-4", mode="serverless", accept_retired=accept_retired)
    model = wanted.model.model_copy(update={"lifecycle": Lifecycle(**lifecycle)})
    return replace(wanted, model=model)


@pytest.mark.parametrize(
    ("by", "found"), [(date(2027, 1, 16), 0), (RETIRES, 1), (date(2027, 1, 18), 1)], ids=str
)
def test_a_model_breaks_from_the_day_it_retires(by: date, found: int) -> None:
    subject = subject_of([ending(retirement_date=RETIRES)], by=by)
    assert len(found_by("model-retires", subject)) == found


def test_it_says_when_whose_and_what_comes_next() -> None:
    two = [ending("chat", retirement_date=RETIRES, replacements=("Phi-5", "Phi-6"), basis="third-party")]
    [found] = found_by("model-retires", subject_of(two))
    assert (found.severity, found.when, found.about) == ("error", RETIRES, ("chat",))
    assert found.words == (
        "Phi-4 retires on 2027-01-17, in 58 days (date: third-party source): then its endpoints answer 404. (chat)\n"
        "Move to Phi-5 or Phi-6, and `modelstacks lock` and `up` before that."
    )


def test_one_that_is_retired_without_a_date_breaks_today() -> None:
    [found] = found_by("model-retires", subject_of([ending(state="retired")], by=TODAY))
    assert found.message == "Phi-4 is retired: then its endpoints answer 404."
    assert report_on(subject_of([ending(state="retired")])).exit_code == 1


@pytest.mark.parametrize(
    ("retires", "says"),
    [
        (date(2026, 11, 19), "is retired since 2026-11-19"),
        (TODAY, "is retired since 2026-11-20"),
        (date(2026, 11, 21), "retires on 2026-11-21, in 1 days"),
    ],
)
def test_the_day_itself_has_come(retires: date, says: str) -> None:
    [found] = found_by("model-retires", subject_of([ending(retirement_date=retires)]))
    assert found.message == f"Phi-4 {says}: then its endpoints answer 404."


def test_what_is_accepted_stays_in_view_and_breaks_nothing() -> None:
    subject = subject_of([ending(retirement_date=RETIRES, accept_retired=True)])
    assert found_by("model-retires", subject) == []
    [found] = found_by("model-retired-accepted", subject)
    assert (found.severity, found.when) == ("note", RETIRES)
    assert found.message == "Phi-4 retires on 2027-01-17, in 58 days, and accepted."
    for later in ({"retirement_date": date(2027, 2, 19)}, {"state": "active"}):
        assert found_by("model-retired-accepted", subject_of([ending(accept_retired=True, **later)])) == []


@pytest.mark.parametrize(
    ("dates", "says"),
    [
        ({"legacy_date": BY}, "is legacy from 2027-02-18"),
        ({"legacy_date": TODAY, "deprecation_date": BY}, "is deprecated from 2027-02-18"),
        ({"legacy_date": BY, "deprecation_date": date(2027, 2, 19)}, "is legacy from 2027-02-18"),
        ({"deprecation_date": BY}, "is deprecated from 2027-02-18"),
        ({"deprecation_date": date(2027, 2, 19)}, None),
        ({"legacy_date": date(2027, 2, 19)}, None),
        ({"legacy_date": TODAY, "retirement_date": BY}, None),  # an error already
    ],
)
def test_what_becomes_legacy_is_warned_of(dates: dict[str, Any], says: str | None) -> None:
    found = found_by("model-legacy", subject_of([ending(**dates)]))
    assert [each.severity for each in found] == ([] if says is None else ["warning"])
    assert all(says and says in each.message for each in found)


def test_models_without_a_date_are_named() -> None:
    [found] = found_by("model-undated", subject_of([ending(state="active")]))
    assert (found.severity, found.message) == ("note", "No source has a retirement date of Phi-4.")


@pytest.mark.parametrize(
    ("dated", "about"),
    [
        ({"retirement_date": RETIRES}, ("a",)),
        ({"state": "retired"}, ("a",)),
        ({"legacy_date": BY}, ("a", "b")),
    ],
)
def test_only_models_without_a_date_are_named(dated: dict[str, Any], about: tuple[str, ...]) -> None:
    [found] = found_by("model-undated", subject_of([ending("a", state="active"), ending("b", **dated)]))
    assert found.about == about
    assert found_by("model-undated", subject_of([ending("b", retirement_date=RETIRES)])) == []


def test_a_model_is_known_by_its_name_in_whatever_registry_it_lies() -> None:
    found = observed(
        "else", id=id_of("else"), model_ids=("azureml://registries/own/models/Phi-4/versions/1",)
    )
    [use] = subject_of([], [found]).uses
    assert use.model
    assert use.model.name == "Phi-4"


def test_what_endpoints_serve_is_asked_where_they_do_not_say_so() -> None:
    assert list(subject_of([]).asks_of_models()) == [AskServed("managed", "rg-models")]


@pytest.mark.parametrize(("quota", "used"), [("auto", None), ("shared", "shared")])
def test_an_unlocked_deployment_takes_the_quota_that_it_names(quota: str, used: str | None) -> None:
    subject = subject_of([deployment("chat", mode="managed", quota=quota)], lock=False)
    assert [use.quota for use in subject.uses] == [used]


def test_an_endpoint_of_nobody_s_file_counts_too_one_of_the_file_is_not_named_twice() -> None:
    ours = observed("chat", id=id_of("chat", collection="serverlessEndpoints"), mode="serverless")
    theirs = observed("else", id=id_of("else"), model_ids=(PHI_VERSION,))
    subject = subject_of(
        [deployment("chat", mode="serverless")], [replace(ours, model_ids=(PHI_VERSION,)), theirs]
    )
    [found] = found_by("model-retires", subject)
    assert found.about == ("chat",)
    assert found.resources == (ours.id, theirs.id)


def test_a_model_that_no_row_knows_is_undated() -> None:
    subject = subject_of(
        [], [observed("else", id=id_of("else"), model_ids=("azureml://x/models/Own/versions/1",))]
    )
    assert "of Own." in found_by("model-undated", subject)[0].message


def test_an_unlocked_deployment_counts_wherever_it_may_go() -> None:
    subject = subject_of([deployment("chat", "Phi-4")], lock=False)
    assert {(use.mode, use.region) for use in subject.uses} == {
        ("serverless", "swedencentral"),
        ("managed", "swedencentral"),
    }
    assert len(found_by("model-retires", subject)) == 1


def test_what_could_not_be_read_is_said_once_and_needed() -> None:
    refused = Unverified("AuthorizationFailed: onlineEndpoints/read is not granted to you")
    subject = subject_of([ending(state="active")])
    answers: dict[Ask[Any], Unverified] = {AskDeployed(mode, "rg-models"): refused for mode in mode_names()}
    answers |= {AskServed("managed", "rg-models"): refused}
    report = report_on(subject, answers)
    why = " could not be read: AuthorizationFailed: onlineEndpoints/read is not granted to you"
    unread = [each for each in report.findings if each.severity == "unverified"]
    assert [each.message.removesuffix(why) for each in unread] == [
        "The foundry endpoints in the resource group rg-models (and 2 more like it)",
        "What the managed endpoints in the resource group rg-models serve",
    ]
    assert (report.exit_code, report.stops_strict) == (0, True)
