"""Pages of a list: how long they are, and where the next one begins."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest

from localazure.arm.errors import ArmError
from localazure.arm.paging import after, page

ITEMS = [(f"/{number:04}", {"name": number}) for number in range(1_500)]
URL = "https://localhost:1/subscriptions/s/resources"


@pytest.mark.parametrize(
    ("there", "top", "shown", "goes_on"),
    [
        (0, None, 0, False),
        (199, None, 199, False),
        (200, None, 200, False),
        (201, None, 200, True),
        (3, "2", 2, True),
        (2, "2", 2, False),
        (1, "1", 1, False),
        (1_000, "5000", 1_000, False),
        (1_001, "5000", 1_000, True),
    ],
)
def test_how_much_is_on_a_page(there: int, top: str | None, shown: int, goes_on: bool) -> None:
    answer = page(ITEMS[:there], {} if top is None else {"$top": top}, URL)

    assert answer["value"] == [{"name": number} for number in range(shown)]
    assert ("nextLink" in answer) is goes_on


def test_the_next_page_begins_after_the_last_one_shown() -> None:
    first = page(ITEMS, {"$top": "2", "api-version": "1", "$filter": "name eq 'a b'"}, URL)["nextLink"]
    asked = dict(parse_qsl(urlsplit(first).query))
    assert first.startswith(f"{URL}?")
    assert (asked["$top"], asked["api-version"], asked["$filter"]) == ("2", "1", "name eq 'a b'")
    assert after(asked) == "/0001"

    second = page(ITEMS[2:], {**asked, "$SkipToken": asked.pop("$skiptoken")}, URL)["nextLink"]
    assert second.lower().count("skiptoken") == 1
    assert after(dict(parse_qsl(urlsplit(second).query))) == "/0003"
    assert after({}) == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [("$top", "0"), ("$top", "-1"), ("$top", "all"), ("$skiptoken", "/w==")],
)
def test_what_is_no_page_is_refused(name: str, value: str) -> None:
    with pytest.raises(ArmError) as refusal:
        page(ITEMS, {name: value}, URL) if name == "$top" else after({name: value})

    assert refusal.value.status == 400
    assert name in refusal.value.message
