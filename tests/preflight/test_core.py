import re
from pathlib import Path

import pytest

import modelstacks
from modelstacks.preflight._core import Check, Checks, Finding, no_needs
from modelstacks.preflight.asks.quota import AskUsages
from modelstacks.preflight.asks.subscription import AskSubscription, SubscriptionState
from modelstacks.preflight.checks import all_checks
from modelstacks.preflight.facts import Facts, ToCome, Unverified
from modelstacks.preflight.sources import OWN

NAMED = re.compile(r"^https://\S+$|\S+/\S+\.(md|yaml)$|^Azure REST reference, .+ - .+$")
"""An address, a file of a public repository, or a page of the reference."""

PACKAGE = Path(modelstacks.__file__).parent


def test_every_module_of_checks_is_found_and_its_checks_say_what_they_make_sure_of() -> None:
    checks = list(all_checks())
    modules = {path.resolve() for path in PACKAGE.rglob("checks/*.py") if path.stem != "__init__"}
    assert {Path(check.run.__code__.co_filename).resolve() for check in checks} == modules
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", check.id) for check in checks)
    assert all(check.title.endswith(".") for check in checks)


def test_every_check_says_where_its_fact_is_from() -> None:
    vague = [
        check.id
        for check in all_checks()
        for source in check.source.split("; ")
        if source != OWN and not NAMED.search(source)
    ]
    assert vague == []


def test_an_id_can_be_taken_only_once() -> None:
    checks = Checks()

    def one(_placed: object, _facts: object) -> list[Finding]:
        return []

    assert checks.check("one", "error", needs=no_needs, source=OWN)(one) is one
    with pytest.raises(ValueError, match="two checks have the id one"):
        checks.check("one", "note", needs=no_needs, source=OWN)(lambda _plan, _facts: [])


def test_a_check_without_a_docstring_is_titled_by_its_id() -> None:
    check = Check("one", "error", no_needs, lambda _plan, _facts: [Finding("a", "b")], OWN)
    assert check.title == "one"


def test_a_question_that_was_not_declared_is_our_mistake() -> None:
    facts = Facts({AskSubscription(): Unverified("403"), AskUsages("eastus2"): {}})
    with pytest.raises(
        LookupError, match=r"a check looks at AskUsages\(region='eastus2'\) without declaring it"
    ):
        facts.limited_to([AskSubscription()]).get(AskUsages("eastus2"))


def test_looking_at_what_was_not_verified_is_remembered() -> None:
    facts = Facts({AskSubscription(): Unverified("403")})
    assert facts.get(AskSubscription()) is None
    assert facts.missed == {AskSubscription(): Unverified("403")}


def test_what_is_made_before_this_stack_begins_is_to_come_and_nothing_is_missed() -> None:
    facts = Facts({AskSubscription(): Unverified("403"), AskUsages("eastus2"): ToCome("not yet")})
    assert [facts.is_to_come(ask) for ask in facts.answers] == [False, True]
    assert facts.missed == {}


def test_an_answer_is_given_as_it_came() -> None:
    state = SubscriptionState("a", "Enabled", "b", "Off")
    assert Facts({AskSubscription(): state}).get(AskSubscription()) is state
