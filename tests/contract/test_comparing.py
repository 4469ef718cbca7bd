"""What differs, and how: in the words that the table shows."""

from __future__ import annotations

import json
from typing import Any

import pytest

from modelstacks.contract.comparing import Compared, compare
from modelstacks.contract.exchange import Exchange
from modelstacks.contract.expectation import Expected, _expected, expectation_text

KIND = "GET /subscriptions/*"
ANSWER = {"id": "/subscriptions/s", "state": "Enabled", "policies": {"quotaId": "EA"}, "tags": {"a": "1"}}


def exchange(answer: Any, status: int = 200) -> Exchange:
    return Exchange("GET", "https://arm/subscriptions/s", status, answer)


def refused(code: str, status: int = 404) -> Exchange:
    return exchange({"error": {"code": code, "message": "No."}}, status)


def expectation(*exchanges: Exchange) -> dict[str, Expected]:
    text = expectation_text(exchanges or (exchange(ANSWER), refused("Gone")), {KIND: {"policies.quotaId"}})
    return {kind: _expected(row) for kind, row in json.loads(text)["kinds"].items()}


def test_the_file_holds_the_fields_of_each_status_and_the_codes_of_refusals_alone() -> None:
    text = expectation_text(
        [exchange({"a": 1}), refused("Lost"), refused("Gone"), exchange({"error": {}}, 500)], {}
    )
    [(kind, row)] = json.loads(text)["kinds"].items()
    assert (kind, row["reads"]) == (KIND.lower(), [])
    assert {status: answer.get("codes") for status, answer in row["answers"].items()} == {
        "200": None,
        "404": ["Gone", "Lost"],
        "500": None,
    }
    assert row["answers"]["200"]["fields"] == {"a": "number"}


def compared(*seen: Exchange, **more: Any) -> Compared:
    [row] = compare(seen, more.get("known") or expectation(), {}, {})
    return row


def test_what_is_the_same_has_nothing_to_say() -> None:
    other = {**ANSWER, "state": "Warned", "tags": {"b": "2"}}
    assert compared(exchange(other), refused("Gone")) == Compared(KIND, (200, 404), "the same")


@pytest.mark.parametrize(
    ("answer", "how"),
    [
        ({**ANSWER, "policies": {}}, "lacks policies.quotaId, which the code reads"),
        ({name: ANSWER[name] for name in ("id", "policies", "tags")}, "lacks state"),
        ({**ANSWER, "state": None}, "state is null, not string"),
        (
            {**ANSWER, "policies": {"quotaId": 7}},
            "policies.quotaId is number, not string, which the code reads",
        ),
        ({**ANSWER, "more": {"deep": [1]}}, "has more as well"),
        ({**ANSWER, "rules": [1]}, "has rules as well"),
        ({**ANSWER, "policies": {"quotaId": "EA", "limit": "On"}}, "has policies.limit as well"),
    ],
)
def test_a_difference_says_how(answer: Any, how: str) -> None:
    assert compared(exchange(answer)) == Compared(KIND, (200,), "differs", (how,))


def test_what_the_code_reads_is_told_first_of_what_is_missing() -> None:
    known = expectation(exchange({"a": 1, "policies": {"quotaId": "EA"}, "z": 1}))
    assert compared(exchange({"policies": {}}), known=known).how == (
        "lacks policies.quotaId, which the code reads",
        "lacks a",
        "lacks z",
    )


def test_another_status_or_code_is_told_with_the_local_azures() -> None:
    assert compared(refused("Busy", 409)).how == ("answers 409 Busy; the local Azure 200, 404",)
    assert compared(refused("Lost")).how == ("404 has the code Lost; on the local Azure Gone",)


def test_a_refusal_without_a_code_says_nothing_of_codes() -> None:
    assert compared(exchange({"error": {"message": "No.", "code": ""}}, 404)).how == ()


@pytest.mark.parametrize(
    ("status", "read"), [(200, ", which the code reads"), (399, ", which the code reads"), (400, "")]
)
def test_what_the_code_reads_it_reads_of_answers_and_not_of_refusals(status: int, read: str) -> None:
    known = expectation(exchange(ANSWER, status))
    assert compared(exchange({**ANSWER, "policies": {}}, status), known=known).how == (
        f"lacks policies.quotaId{read}",
    )


def test_what_the_local_azure_has_only_sometimes_may_be_missing() -> None:
    known = expectation(exchange({"value": [{"a": 1, "b": 2}, {"a": 1}]}))
    assert compared(exchange({"value": [{"a": 3}]}), known=known).verdict == "the same"
    assert compared(exchange({"value": [{"b": 3}, {"a": 1}]}), known=known).how == ("lacks value[].a",)
    assert compared(exchange({"value": []}), known=known).verdict == "the same"


def test_who_may_not_and_who_is_not_answered_learns_nothing_of_azure() -> None:
    assert compared(refused("AuthorizationFailed", 403), exchange(ANSWER)).verdict == "not allowed"
    unreachable = Exchange("GET", "https://arm/subscriptions/s", 0, failure="ServiceRequestError")
    assert compared(unreachable, refused("AuthorizationFailed", 403)) == Compared(
        KIND, (0, 403), "no answer", ("ServiceRequestError",)
    )


def test_what_was_never_asked_there_and_what_the_code_cannot_read_are_said() -> None:
    [asked, unread] = compare([exchange({})], {}, {}, {"the subscription": "KeyError 'state'"})
    assert asked.how == ("answers 200; the local Azure nothing: it was never asked",)
    assert unread == Compared("the subscription", (), "differs", ("KeyError 'state'",))
