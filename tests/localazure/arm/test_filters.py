from __future__ import annotations

import pytest

from localazure.arm.errors import ArmError
from localazure.arm.filters import parse

BODY = {
    "id": "/subscriptions/s/resourceGroups/Shop/providers/A.B/things/First",
    "name": "First",
    "type": "A.B/things",
    "location": "swedencentral",
    "kind": "Hub",
    "plan": {"publisher": "Meta", "product": "llama", "name": "any"},
    "tags": {"Env": "prod", "who": "it's me"},
    "identity": {"principalId": "p-1"},
}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("", True),
        ("name eq 'first'", True),
        ("name eq 'second'", False),
        ("name ne 'second'", True),
        ("resourceType eq 'a.b/THINGS'", True),
        ("resourceGroup eq 'shop'", True),
        ("resourceGroup eq 'other'", False),
        ("location eq 'swedencentral'", True),
        ("resourceId eq '/SUBSCRIPTIONS/s/resourceGroups/shop/providers/A.B/things/first'", True),
        ("kind eq 'hub'", True),
        ("plan/publisher eq 'meta'", True),
        ("plan/product eq 'llama'", True),
        ("plan/name eq 'any'", True),
        ("identity/principalId eq 'p-1'", True),
        ("tagName eq 'env'", True),
        ("tagName eq 'env' and tagValue eq 'prod'", True),
        ("tagName eq 'env' and tagValue eq 'PROD'", False),
        ("tagName eq 'env' and tagValue eq 'it''s me'", False),
        ("tagName eq 'who' and tagValue eq 'it''s me'", True),
        ("tagValue eq 'prod'", True),
        ("tagName eq 'none'", False),
        ("substringof('irs', name)", True),
        ("substringof('xyz', name)", False),
        ("startswith(name, 'fi')", True),
        ("startswith(name, 'ir')", False),
        ("substringof('hop', resourceGroup) and name eq 'First'", True),
        ("name eq 'x' or name eq 'first'", True),
        ("name eq 'x' or name eq 'y'", False),
        ("name eq 'first' or name eq 'y' and name eq 'z'", True),
        ("(name eq 'first' or name eq 'y') and name eq 'z'", False),
        ("(resourceType eq 'A.B/things') AND (location EQ 'swedencentral')", True),
    ],
)
def test_a_filter(text: str, holds: bool) -> None:
    assert parse(text)(BODY) is holds


@pytest.mark.parametrize(
    "field",
    [
        "location",
        "kind",
        "resourceGroup",
        "identity/principalId",
        "plan/publisher",
        "plan/product",
        "plan/name",
    ],
)
def test_what_a_body_lacks_is_empty(field: str) -> None:
    body = {"id": "/providers/A.B/c/d", "name": "d", "type": "A.B/c"}

    assert parse(f"{field} eq ''")(body)
    assert not parse(f"{field} ne ''")(body)


@pytest.mark.parametrize(
    "text",
    [
        "name",
        "name eq",
        "name eq first",
        "name is 'x'",
        "color eq 'red'",
        "name eq 'x' name",
        "(name eq 'x'",
        "name eq 'x' ;",
        "startswith(name 'x')",
        "tagName ne 'env'",
        "name eq '",
        "name eq 'x",
    ],
)
def test_a_filter_that_cannot_be_read(text: str) -> None:
    with pytest.raises(ArmError, match="Invalid \\$filter") as refusal:
        parse(text)

    assert (refusal.value.status, refusal.value.code) == (400, "InvalidFilterInQueryString")


def test_a_body_without_tags_has_none() -> None:
    assert not parse("tagName eq 'a'")({"id": "/providers/A.B/c/d"})
