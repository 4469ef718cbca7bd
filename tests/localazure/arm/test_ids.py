from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localazure.arm.ids import ResourceId, split

NAMES = st.text("abcXYZ019-_.()", min_size=1, max_size=12) | st.sampled_from(
    ["providers", "ProviderRegistry", "subscriptions"]
)
SEGMENTS = st.text("abcXYZ", min_size=1, max_size=8).filter(lambda text: text.lower() != "providers")
SCOPES = st.sampled_from(["", "/subscriptions/s", "/subscriptions/s/resourceGroups/g"])


@st.composite
def ids(draw: st.DrawFn) -> ResourceId:
    scope = draw(SCOPES)
    for _ in range(draw(st.integers(1, 2))):
        pairs = draw(st.lists(st.tuples(SEGMENTS, NAMES), min_size=1, max_size=3))
        type_name = "/".join(["Some.Provider", *(segment for segment, _ in pairs)])
        made = ResourceId(scope, type_name, tuple(name for _, name in pairs))
        scope = str(made)
    return made


@given(ids())
def test_an_id_reads_back_as_it_was_written(made: ResourceId) -> None:
    assert ResourceId.parse(str(made)) == made


@given(ids())
def test_casing_and_double_slashes_change_nothing_but_the_spelling(made: ResourceId) -> None:
    assert ResourceId.parse(str(made).upper().replace("/", "//")).key == made.key


@pytest.mark.parametrize(
    ("text", "type_name", "scope", "names"),
    [
        ("/subscriptions/S", "Microsoft.Resources/subscriptions", "", ("S",)),
        (
            "/SUBSCRIPTIONS/S/resourcegroups/G",
            "Microsoft.Resources/resourceGroups",
            "/subscriptions/S",
            ("G",),
        ),
        ("/providers/A.B/c/d", "A.B/c", "", ("d",)),
        (
            "/subscriptions/S/resourceGroups/G/providers/A.B/c/d/providers/E.F/g/h",
            "E.F/g",
            "/subscriptions/S/resourceGroups/G/providers/A.B/c/d",
            ("h",),
        ),
    ],
)
def test_the_parts_of_an_id(text: str, type_name: str, scope: str, names: tuple[str, ...]) -> None:
    parsed = ResourceId.parse(text)

    assert (parsed.type, parsed.scope, parsed.names) == (type_name, scope, names)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "/subscriptions",
        "/foo/bar",
        "/providers/A.B",
        "/providers/A.B/c",
        "A.B/c/d",
        "/subscriptions/s/providers",
        "/subscriptions/s/foo/bar",
        "/subscriptions/s/foo/A.B/c/d",
        "/subscriptions/s/resourceGroups",
        "/subscriptions/s/resourceGroups/g/providers",
        "/providers/A.B/c/d/providers",
    ],
)
def test_what_is_no_id(text: str) -> None:
    with pytest.raises(ValueError, match="is no resource id"):
        ResourceId.parse(text)


def test_a_collection_has_an_empty_last_name() -> None:
    path = split("/subscriptions/s/resourceGroups/g/providers/A.B/c/d/e")

    assert path is not None
    assert path.resource_id == ResourceId("/subscriptions/s/resourceGroups/g", "A.B/c/e", ("d", ""))


PART = "/subscriptions/S/resourceGroups/G/providers/A.B/c/d/e/f"


@pytest.mark.parametrize(
    ("text", "namespace", "name", "parent", "subscription", "group"),
    [
        (PART, "A.B", "f", PART.removesuffix("/e/f"), "S", "G"),
        (PART.removesuffix("/e/f"), "A.B", "d", None, "S", "G"),
        (f"{PART}/providers/E.F/g/h", "E.F", "h", None, "S", "G"),
        ("/subscriptions/S/resourceGroups/G", "Microsoft.Resources", "G", None, "S", "G"),
        ("/subscriptions/S/providers/A.B/c/d", "A.B", "d", None, "S", None),
        ("/subscriptions/S", "Microsoft.Resources", "S", None, "S", None),
        ("/providers/A.B/c/d", "A.B", "d", None, None, None),
        ("/providers/A.B/c/subscriptions", "A.B", "subscriptions", None, None, None),
    ],
)
def test_what_an_id_tells(
    text: str, namespace: str, name: str, parent: str | None, subscription: str | None, group: str | None
) -> None:
    parsed = ResourceId.parse(text)

    assert (parsed.namespace, parsed.name, parsed.parent and str(parsed.parent)) == (namespace, name, parent)
    assert (parsed.subscription_id, parsed.resource_group) == (subscription, group)


def test_a_child_lies_below() -> None:
    assert str(ResourceId.parse(PART).child("x", "y")) == f"{PART}/x/y"
