"""What else breaks: endpoints, keys, quota, APIs, locks; each rule at its edges."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from audit_builders import BY, TODAY, found_by, id_of, report_on, subject_of
from lifecycle_builders import observed
from locked_decisions import A100
from modelstacks.audits._core import Rules, no_needs
from modelstacks.placement import ALL_FAMILIES, family_key
from modelstacks.preflight.asks.quota import AskUsages
from modelstacks.preflight.asks.registry import AskModelVersion
from modelstacks.preflight.asks.workspaces import AskWorkspace, WorkspaceState
from modelstacks.preflight.facts import Absent, Unverified
from modelstacks.preflight.usage import Usage
from spec_builders import CATALOG, deployment

if TYPE_CHECKING:
    from modelstacks.audits.subject import Subject

MANAGED = deployment("own", mode="managed")
SHARED = deployment("guard", mode="managed", quota="shared")
FAMILY = family_key(CATALOG.sku(A100).family)


def at(day: date, hour: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def endpoint(name: str = "guard", **fields: Any) -> Any:
    return observed(name, id=id_of(name), **fields)


@pytest.mark.parametrize(("ends", "found"), [(at(BY, 23), 1), (at(BY + timedelta(days=1)), 0)])
def test_an_endpoint_on_shared_quota_ends_on_its_day(ends: datetime, found: int) -> None:
    assert len(found_by("endpoint-ends", subject_of([SHARED], [endpoint(expires=ends)]))) == found


def test_one_that_says_no_readable_time_ends_168_hours_after_it_was_made() -> None:
    [found] = found_by("endpoint-ends", subject_of([], [endpoint(expires=None, created=at(TODAY))]))
    assert found.when == TODAY + timedelta(days=7)
    [found] = found_by("endpoint-ends", subject_of([], [endpoint(expires=None, created=None)]))
    assert "within 168 hours" in found.message


@pytest.mark.parametrize(
    ("on_expiry", "fix"),
    [("recreate", "the next `modelstacks up` makes it again"), ("leave", "it stays away")],
)
def test_what_to_do_depends_on_what_the_file_says(on_expiry: str, fix: str) -> None:
    [found] = found_by("endpoint-ends", subject_of([replace(SHARED, on_expiry=on_expiry)], [endpoint()]))  # type: ignore[arg-type]  # the table's words
    assert found.about == ("guard",)
    assert found.fix.startswith("Run `modelstacks renew guard` before that; ")
    assert fix in found.fix


def test_a_renewed_endpoint_is_its_deployment_s() -> None:
    subject = subject_of([SHARED], [endpoint("guard-g2")], locked={"generation": 2})
    assert found_by("endpoint-ends", subject)[0].about == ("guard",)


def test_others_endpoints_have_an_owner_to_ask() -> None:
    [found] = found_by("endpoint-ends", subject_of([], [endpoint("theirs")]))
    assert found.fix.startswith("Ask whoever owns it (nobody's tags are on it)")
    used = replace(SHARED, endpoint_exists=True)
    assert found_by("endpoint-ends", subject_of([used], [endpoint()]))[0].about == ()


@pytest.mark.parametrize(
    ("existing", "generation", "name"),
    [(False, 1, "guard"), (False, 2, "guard-g2"), (True, 1, "guard"), (True, 2, "guard")],
)
def test_an_endpoint_that_is_anothers_keeps_its_name_through_every_generation(
    existing: bool, generation: int, name: str
) -> None:
    asked = replace(SHARED, endpoint_exists=existing)
    subject = subject_of([asked], locked={"generation": generation})
    behind = {each: subject.deployments_behind(endpoint(each)) for each in ("guard", "guard-g2")}
    assert behind == {"guard": (), "guard-g2": ()} | {name: (asked,)}


@pytest.mark.parametrize("has_keys", [True, False, None])
def test_keys_are_a_note_as_old_as_their_endpoint(has_keys: bool | None) -> None:
    made = endpoint(quota="dedicated", created=at(date(2025, 1, 1)), has_keys=has_keys)
    found = found_by("keys-unrotated", subject_of([], [made]))
    assert [(each.severity, "the oldest since 2025-01-01" in each.message) for each in found] == (
        [("note", True)] if has_keys else []
    )


@pytest.mark.parametrize(("days", "rule"), [(90, "keys-too-old"), (91, "keys-unrotated")])
def test_an_age_makes_old_keys_an_error(days: int, rule: str) -> None:
    made = endpoint(quota="dedicated", created=at(BY - timedelta(days=90)), has_keys=True)
    subject = subject_of([], [made], max_key_age=timedelta(days=days))
    keys = [each for each in report_on(subject).findings if each.rule.startswith("keys-")]
    assert [(each.rule, each.resources) for each in keys] == [(rule, (made.id,))]
    assert rule == "keys-unrotated" or keys[0].when == BY


@pytest.mark.parametrize(
    ("used", "percent", "found"), [(90, 10, 0), (91, 10, 1), (91, 9, 0), (100, 0, 0), (100, 1, 1)]
)
def test_quota_needs_headroom(used: int, percent: int, found: int) -> None:
    answers = {AskUsages("swedencentral"): {FAMILY: Usage(100, used), ALL_FAMILIES: Usage(-1, used)}}
    findings = found_by("quota-headroom", subject_of([MANAGED], headroom_percent=percent), answers)
    assert [each.about for each in findings] == [("own",)] * found


def test_quota_is_used_by_the_file_and_by_what_is_in_azure() -> None:
    answers = {AskUsages("swedencentral"): {FAMILY: Usage(100, 50), ALL_FAMILIES: Usage(100, 95)}}
    theirs = endpoint("else", quota="dedicated")
    [found] = found_by("quota-headroom", subject_of([MANAGED], [theirs]), answers)
    assert (found.about, found.resources) == (("own",), (id_of("else"),))


@pytest.mark.parametrize(("used", "found"), [(9_000, 0), (9_001, 1), (9_009, 1)])
def test_quota_is_counted_to_the_last_core(used: int, found: int) -> None:
    answers = {AskUsages("swedencentral"): {FAMILY: Usage(10_000, used), ALL_FAMILIES: Usage(-1, used)}}
    assert len(found_by("quota-headroom", subject_of([MANAGED]), answers)) == found


def test_headroom_is_said_in_the_quota_s_words() -> None:
    answers = {AskUsages("swedencentral"): {FAMILY: Usage(0, 0)}}
    [found] = found_by("quota-headroom", subject_of([MANAGED]), answers)
    assert found.message == (
        f"swedencentral has 0 of 0 {CATALOG.sku(A100).family} cores free, less than 10 %: no room to renew, scale or "
        "deploy beside what runs."
    )
    assert found.severity == "error"


@pytest.mark.parametrize(
    ("limit", "used", "says"),
    [
        (40, 37, "swedencentral has 3 of 40 dedicated cores of all families free, less than 10 %"),
        (0, 0, "swedencentral has 0 of 0 dedicated cores of all families free, less than 10 %"),
        (40, 36, None),
        (-1, 0, None),  # no limit on all of them together
    ],
)
def test_the_cores_of_all_families_need_headroom_too(limit: int, used: int, says: str | None) -> None:
    answers = {AskUsages("swedencentral"): {FAMILY: Usage(100, 0), ALL_FAMILIES: Usage(limit, used)}}
    found = found_by("quota-headroom", subject_of([MANAGED]), answers)
    assert [each.message.partition(":")[0] for each in found] == ([says] if says else [])


def test_azure_s_shared_quota_and_serverless_take_no_cores() -> None:
    subject = subject_of([SHARED, deployment("chat", mode="serverless")], locked={"quota": "shared"})
    assert not [ask for ask in _asks(subject, "quota-headroom") if isinstance(ask, AskUsages)]


def _asks(subject: Subject, id_: str) -> set[Any]:
    from modelstacks.audits.rules import all_rules

    return {ask for rule in all_rules() if rule.id == id_ for ask in rule.needs(subject)}


def test_a_lock_that_does_not_fit_is_found_and_not_raised() -> None:
    subject = subject_of([MANAGED], locked={"asked": "other"})
    [found] = found_by("lock-stale", subject)
    assert found.message == "deployments.lock.yaml does not fit deployments.yaml any more (changed: own)."
    assert found.about == ("own",)
    [missing] = found_by("lock-stale", subject_of([MANAGED], lock=False))
    assert missing.message == "deployments.lock.yaml is missing: nothing is decided yet."


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (WorkspaceState("swedencentral", "Project"), None),
        (Absent(), "is not there"),
        (WorkspaceState("eastus", "Project"), "lies in eastus; the lock has it in swedencentral"),
    ],
)
def test_a_locked_workspace_is_looked_for(state: WorkspaceState | Absent, says: str | None) -> None:
    found = found_by("lock-workspace", subject_of([MANAGED]), {AskWorkspace("ws-swedencentral"): state})
    assert [each.about for each in found] == ([("own",)] if says else [])
    assert all(says and says in each.message for each in found)


def test_a_workspace_that_is_to_be_made_is_not_looked_for_nor_an_account() -> None:
    given = subject_of([MANAGED])
    [ref] = given.spec.workspaces.values()
    made = replace(given, spec=replace(given.spec, workspaces={ref.region: replace(ref, create=True)}))
    elsewhere = replace(given, spec=replace(given.spec, workspaces={}))
    account = subject_of([MANAGED], locked={"mode": "foundry"})
    asked = [_asks(subject, "lock-workspace") for subject in (given, made, elsewhere, account)]
    assert asked == [{AskWorkspace("ws-swedencentral")}, set(), {AskWorkspace("ws-swedencentral")}, set()]


def test_a_workspace_that_could_not_be_read_is_not_said_to_be_elsewhere() -> None:
    refused = Unverified("AuthorizationFailed: workspaces/read is not granted to you")
    found = found_by("lock-workspace", subject_of([MANAGED]), {AskWorkspace("ws-swedencentral"): refused})
    assert [each.message.partition(":")[0] for each in found] == [
        "The workspace ws-swedencentral could not be read"
    ]


def test_a_locked_version_that_the_registry_has_no_more_breaks() -> None:
    version = MANAGED.model.version or ""
    [found] = found_by(
        "lock-version", subject_of([MANAGED]), {AskModelVersion("azureml", "Phi-4", version): False}
    )
    assert (
        found.message == f"Version {version} of Phi-4 is in its registry no more: it can't be deployed again."
    )
    assert found.fix == "Run `modelstacks lock --upgrade own`, and `modelstacks up`."
    assert found.about == ("own",)


def test_without_a_locked_version_no_registry_is_asked_for_one() -> None:
    assert _asks(subject_of([MANAGED], lock=False), "lock-version") == set()


def test_a_region_that_the_rows_no_longer_have_is_a_warning() -> None:
    subject = subject_of(
        [deployment("chat", "Llama-3.3-70B-Instruct", mode="serverless", regions=("uksouth",))]
    )
    [found] = found_by("lock-region", subject)
    assert (found.severity, found.about) == ("warning", ("chat",))


def test_a_vm_size_whose_series_is_retired_breaks() -> None:
    gone = next(sku for sku in CATALOG.skus if sku.series_retired)
    [found] = found_by("vm-size-retires", subject_of([MANAGED], locked={"instance_type": gone.name}))
    assert (found.when, found.about) == (gone.series_retired, ("own",))
    assert found_by("vm-size-retires", subject_of([MANAGED])) == []
    assert found_by("vm-size-retires", subject_of([MANAGED], locked={"instance_type": "Standard_X1"})) == []


@pytest.mark.parametrize(("before", "found"), [(1, 0), (0, 1)])
def test_a_vm_size_breaks_from_the_day_on_which_its_series_retires(before: int, found: int) -> None:
    gone = next(sku for sku in CATALOG.skus if sku.series_retired)
    assert gone.series_retired
    by = gone.series_retired - timedelta(days=before)
    subject = subject_of([MANAGED], locked={"instance_type": gone.name}, by=by)
    assert len(found_by("vm-size-retires", subject)) == found


def test_an_id_is_taken_once() -> None:
    rules = Rules()
    rules.rule("one", "error", needs=no_needs, source="x")(lambda _subject, _facts: ())
    with pytest.raises(ValueError, match="two rules have the id one"):
        rules.rule("one", "error", needs=no_needs, source="x")(lambda _subject, _facts: ())
