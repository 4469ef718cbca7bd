import pytest

from modelstacks.azure.tags import owner_tag, stack_tags


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
