"""LIST of any type: what is in it, filters and pages."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from counted_work import work_of
from localazure.arm.paging import MOST, PAGE
from open_azure import GROUP, SUBSCRIPTION, WIDGETS, OpenAzure

BODY = {"location": "swedencentral"}


def names(azure: OpenAzure, path: str, **query: str) -> list[str]:
    return [item["name"] for item in azure.ask("GET", path, query=query).body["value"]]


def widgets(azure: OpenAzure, *wanted: str, group: str = GROUP) -> None:
    for name in wanted:
        azure.ask("PUT", f"{group}/providers/Local.Test/widgets/{name}", BODY)


def test_a_group_lists_its_own_and_the_subscription_all(azure: OpenAzure) -> None:
    other = f"{SUBSCRIPTION}/resourceGroups/Yard"
    azure.ask("PUT", other, BODY)
    widgets(azure, "aa")
    widgets(azure, "bb", group=other)

    assert names(azure, WIDGETS) == ["aa"]
    assert names(azure, f"{SUBSCRIPTION}/providers/Local.Test/widgets") == ["aa", "bb"]


def test_a_parent_lists_only_its_own_children(azure: OpenAzure) -> None:
    widgets(azure, "aa", "bb")
    azure.ask("PUT", f"{WIDGETS}/aa/parts/one", {})
    azure.ask("PUT", f"{WIDGETS}/bb/parts/two", {})

    assert names(azure, f"{WIDGETS}/AA/parts") == ["one"]


def test_a_list_of_nothing_is_empty_and_of_no_group_not_found(azure: OpenAzure) -> None:
    assert names(azure, WIDGETS) == []
    assert azure.refused("GET", WIDGETS.replace("Shop", "nope")).code == "ResourceGroupNotFound"


def test_a_type_may_choose_what_it_lists(azure: OpenAzure) -> None:
    chosen = f"{GROUP}/providers/Local.Test/chosen"
    for name in ("aa", "zz"):
        azure.ask("PUT", f"{chosen}/{name}", BODY)

    assert names(azure, chosen) == ["zz"]


def test_pages_follow_each_other_to_the_end(azure: OpenAzure) -> None:
    widgets(azure, "aa", "bb", "cc", "dd", "ee")
    seen, query = [], {"$top": "2", "$filter": "name ne 'cc'"}
    while query:
        page = azure.ask("GET", WIDGETS, query=query).body
        seen.append([item["name"] for item in page["value"]])
        query = {
            name: values[0] for name, values in parse_qs(urlsplit(page.get("nextLink", "")).query).items()
        }

    assert seen == [["aa", "bb"], ["dd", "ee"]]


def test_what_is_deleted_between_two_pages_moves_nothing(azure: OpenAzure) -> None:
    widgets(azure, "aa", "bb", "cc")
    link = azure.ask("GET", WIDGETS, query={"$top": "1"}).body["nextLink"]
    azure.ask("DELETE", f"{WIDGETS}/aa")

    query = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}

    assert names(azure, WIDGETS, **query) == ["bb"]


@pytest.mark.parametrize(
    ("name", "value"), [("$top", "0"), ("$top", "x"), ("$top", "-1"), ("$skiptoken", "é")]
)
def test_a_query_that_cannot_be_read(azure: OpenAzure, name: str, value: str) -> None:
    refusal = azure.refused("GET", WIDGETS, query={name: value})

    assert (refusal.status, refusal.code) == (400, "InvalidQueryParameterValue")


def test_a_page_without_top_and_the_largest_one(azure: OpenAzure) -> None:
    widgets(azure, *(f"w{number:04}" for number in range(MOST + 1)))
    listed = azure.ask("GET", WIDGETS).body
    assert [item["name"] for item in listed["value"]] == [f"w{number:04}" for number in range(PAGE)]
    assert len(names(azure, WIDGETS, **{"$top": "5000"})) == MOST


def test_of_an_extension_type_what_lies_on_another_one_is_left_out(azure: OpenAzure) -> None:
    notes = f"{GROUP}/providers/Local.Test/notes"
    azure.ask("PUT", f"{notes}/one", {})
    azure.ask("PUT", f"{notes}/one/providers/Local.Test/notes/two", {})

    assert names(azure, notes) == ["one"]
    assert names(azure, f"{notes}/one/providers/Local.Test/notes") == ["two"]


@pytest.mark.parametrize("query", [{}, {"$filter": "startswith(name, 'w')"}, {"$top": "150"}])
def test_a_page_reads_what_it_shows_however_much_there_is(azure: OpenAzure, query: dict[str, str]) -> None:
    def steps(path: str) -> int:
        return work_of(azure.store, lambda: azure.ask("GET", path, query=query)).steps

    paths = (WIDGETS, f"{GROUP}/resources")
    widgets(azure, *(f"w{number:04}" for number in range(PAGE + 1)))
    few = [steps(path) for path in paths]
    widgets(azure, *(f"w{number:04}" for number in range(PAGE + 1, 4 * PAGE)))
    assert all(steps(path) < 1.6 * before for path, before in zip(paths, few, strict=True))
