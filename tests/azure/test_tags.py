from datetime import UTC, datetime

import pytest

from modelstacks.azure.tags import carries, expiry_tag, owner_tag, stack_tags


def test_tags_make_a_resource_a_stacks_own() -> None:
    assert stack_tags("modelstacks-models", "dev") == {
        "modelstacks-project": "modelstacks-models",
        "modelstacks-stack": "dev",
    }


@pytest.mark.parametrize(
    ("owner", "tag"), [(None, {}), ("", {}), ("app-team", {"modelstacks-owner": "app-team"})]
)
def test_an_owner_is_named_where_there_is_one(owner: str | None, tag: dict[str, str]) -> None:
    assert owner_tag(owner) == tag


@pytest.mark.parametrize(
    ("tags", "own", "ours"),
    [
        ({"a": "1", "b": "2", "c": "3"}, {"a": "1", "b": "2"}, True),
        ({"a": "1", "b": "other"}, {"a": "1", "b": "2"}, False),
        ({"a": "1"}, {"a": "1", "b": "2"}, False),
        ({}, {"a": "1"}, False),
        ({"a": "1"}, {}, False),
        ({}, {}, False),
    ],
)
def test_a_resource_is_ours_by_all_of_our_tags(tags: dict[str, str], own: dict[str, str], ours: bool) -> None:
    assert carries(tags, own) is ours


def test_when_an_endpoint_ends_is_a_tag_where_it_does() -> None:
    ends = datetime(2026, 11, 27, 12, tzinfo=UTC)
    assert expiry_tag(ends) == {"modelstacks-expires": "2026-11-27T12:00:00+00:00"}
    assert expiry_tag(None) == {}
