"""APIs whose end is announced, in the file and in Azure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from audit_builders import BY, TODAY, found_by, id_of, report_on, subject_of, with_surface
from lifecycle_builders import observed
from spec_builders import deployment

MANAGED = deployment("own", mode="managed")
ELSEWHERE = observed("else", id=id_of("else"))


@pytest.mark.parametrize(
    ("ends", "modes", "rules"),
    [
        (TODAY, ("managed",), ["surface-ended"]),
        (TODAY + timedelta(days=1), ("managed",), ["surface-ends"]),
        (BY, ("managed",), ["surface-ends"]),
        (BY + timedelta(days=1), ("managed",), []),
        (BY, ("serverless",), []),
        (BY, (), ["surface-elsewhere"]),
        (BY + timedelta(days=1), (), []),
    ],
)
def test_an_announced_end_breaks_before_it_has_passed(
    ends: date, modes: tuple[str, ...], rules: list[str]
) -> None:
    found = report_on(with_surface(subject_of([MANAGED], [ELSEWHERE]), ends, *modes)).findings
    surfaces = [each for each in found if each.rule.startswith("surface-")]
    assert [each.rule for each in surfaces] == rules
    assert all(each.about == ("own",) and each.resources == (id_of("else"),) for each in surfaces if modes)


def test_a_deployment_of_the_file_speaks_it_before_it_is_an_endpoint() -> None:
    [found] = found_by("surface-ends", with_surface(subject_of([MANAGED], []), BY, "managed"))
    assert (found.about, found.resources) == (("own",), ())
    assert found.message == f"Old API (the package old) is announced to end on {BY}."


def test_what_speaks_against_an_announced_end_is_said() -> None:
    subject = with_surface(subject_of([MANAGED], []), BY, "managed")
    (row,) = subject.spec.catalog.surfaces
    doubted = replace(subject.spec.catalog, surfaces=(row.model_copy(update={"doubt": "no page says so"}),))
    [found] = found_by("surface-ends", replace(subject, spec=replace(subject.spec, catalog=doubted)))
    assert found.message.endswith(f" is announced to end on {BY}. In doubt: no page says so.")


def test_an_endpoint_of_nobody_s_file_speaks_an_old_api_too() -> None:
    subject = subject_of([deployment("chat", mode="serverless")], [ELSEWHERE])
    [found] = found_by("surface-ends", with_surface(subject, BY, "managed"))
    assert (found.about, found.resources) == ((), (id_of("else"),))
