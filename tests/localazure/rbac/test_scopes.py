"""Role assignments at several scopes at once: which a list has, by its `$filter`, and what each opens."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from estate import Arm, Estate, error_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure_fixtures import LocalAzureServer

READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c"
ASSIGNMENTS = "/providers/Microsoft.Authorization/roleAssignments"
VERSION = "2022-04-01"


class Scopes:
    """The subscription, two groups in it, a vault in the first, and what two principals were given there."""

    def __init__(self, one: Estate, two: Estate) -> None:
        self.arm = one.arm
        self.ids = {"sub": one.subscription, "one": one.group, "two": two.group, "vault": one.key_vault()}
        self.people = {"ann": str(uuid4()), "bob": str(uuid4())}
        self.made: dict[str, str] = {}
        for who, scope in (("ann", "sub"), ("ann", "one"), ("bob", "one"), ("ann", "two"), ("bob", "vault")):
            self.made[self.assign(self.ids[scope], self.people[who])] = f"{who} at {scope}"

    def assign(self, scope: str, principal: str, role: str = READER, kind: str = "ServicePrincipal") -> str:
        role_id = f"/providers/Microsoft.Authorization/roleDefinitions/{role}"
        sent = {"principalId": principal, "principalType": kind, "roleDefinitionId": role_id}
        path = f"{scope}{ASSIGNMENTS}/{uuid4()}"
        return str(self.arm.send("PUT", path, {"properties": sent})["id"])

    def listed(self, scope: str, text: str) -> set[str]:
        """Those of this test's assignments that the list at *scope* has."""
        query = {"$filter": text.format(**self.people)} if text else {}
        rows = self.arm.send("GET", f"{self.ids[scope]}{ASSIGNMENTS}", **query)["value"]
        return {self.made[row["id"]] for row in rows if row["id"] in self.made}


@contextmanager
def made_in(azure: LocalAzureServer) -> Iterator[Scopes]:
    """Two new groups; assignments of theirs go with them, the subscription's is deleted."""
    with Estate(azure) as one, Estate(azure) as two:
        made = Scopes(one, two)
        yield made
        for id_ in made.made:
            one.arm.raw("DELETE", id_)


@pytest.fixture(scope="module")
def read_scopes(local_azure: LocalAzureServer) -> Iterator[Scopes]:
    """For tests that change nothing."""
    with made_in(local_azure) as made:
        yield made


@pytest.fixture
def scopes(local_azure: LocalAzureServer) -> Iterator[Scopes]:
    """The test's own."""
    with made_in(local_azure) as made:
        yield made


@pytest.mark.parametrize(
    ("scope", "text", "found"),
    [
        ("sub", "", {"ann at sub", "ann at one", "bob at one", "ann at two", "bob at vault"}),
        ("one", "", {"ann at sub", "ann at one", "bob at one", "bob at vault"}),
        ("two", "", {"ann at sub", "ann at two"}),
        ("vault", "", {"ann at sub", "ann at one", "bob at one", "bob at vault"}),
        ("sub", "atScope()", {"ann at sub"}),
        ("one", "ATSCOPE()", {"ann at sub", "ann at one", "bob at one"}),
        ("two", "atScope()", {"ann at sub", "ann at two"}),
        ("one", "principalId eq '{bob}'", {"bob at one", "bob at vault"}),
        ("two", "principalId eq '{bob}'", set()),
        ("one", "PRINCIPALID  EQ {ann}", {"ann at sub", "ann at one"}),
        ("one", "assignedTo('{bob}')", {"bob at one", "bob at vault"}),
        ("one", "atScope() and assignedTo('{bob}')", {"bob at one"}),
        ("vault", "atScope()  AND  principalId eq '{ann}'", {"ann at sub", "ann at one"}),
        ("one", "principalId eq '{ann}' and assignedTo('{bob}')", set()),
    ],
)
def test_a_list_has_what_is_at_the_scope_above_and_below_it_less_what_the_filter_drops(
    read_scopes: Scopes, scope: str, text: str, found: set[str]
) -> None:
    assert read_scopes.listed(scope, text) == found


@pytest.mark.parametrize(
    "text", ["atScope", "principalId eq", "principalName eq 'x'", "atScope() or assignedTo('{ann}')"]
)
def test_a_filter_azure_has_not_is_refused(read_scopes: Scopes, text: str) -> None:
    query = {"$filter": text.format(**read_scopes.people)}
    refused = read_scopes.arm.refused("GET", f"{read_scopes.ids['one']}{ASSIGNMENTS}", **query)
    assert (refused.status_code, error_of(refused)["code"]) == (400, "UnsupportedQuery")


def test_a_right_in_one_group_opens_that_group_alone(scopes: Scopes, local_azure: LocalAzureServer) -> None:
    """403 where the right is missing, whether the thing is there or not; 404 where only the thing is."""
    nobody = local_azure.scenario.principal("none")
    assert nobody
    one, two = scopes.ids["one"], scopes.ids["two"]
    given = scopes.assign(one, nobody.object_id)
    arm = Arm(local_azure, "none")
    vaults = {f"{group}/providers/Microsoft.KeyVault/vaults/nowhere" for group in (one, two)}
    codes = {path: arm.refused("GET", path) for path in (two, *vaults)}
    assert arm.send("GET", one)["id"] == one
    assert arm.send("GET", scopes.ids["vault"])["id"] == scopes.ids["vault"]
    assert {
        path.removeprefix(two): refused.status_code for path, refused in codes.items() if two in path
    } == {
        "": 403,
        "/providers/Microsoft.KeyVault/vaults/nowhere": 403,
    }
    assert [refused.status_code for path, refused in codes.items() if one in path] == [404]
    scopes.arm.send("DELETE", given)
    assert arm.refused("GET", one).status_code == 403
    arm.close()


def test_one_role_is_held_once_at_each_scope_and_by_each_principal(scopes: Scopes) -> None:
    """The same role at another scope, for another principal, or another role at the same scope: each is new."""
    one, two, vault = (scopes.ids[name] for name in ("one", "two", "vault"))
    ann, bob = scopes.people["ann"], scopes.people["bob"]
    for scope, who, role in ((vault, ann, READER), (two, bob, READER), (one, ann, CONTRIBUTOR)):
        scopes.made[scopes.assign(scope, who, role)] = "more"
    role_id = f"/PROVIDERS/Microsoft.Authorization/roleDefinitions/{READER.upper()}"
    sent = {"principalId": ann.upper(), "principalType": "ServicePrincipal", "roleDefinitionId": role_id}
    twin = scopes.arm.refused("PUT", f"{one.upper()}{ASSIGNMENTS}/{uuid4()}", {"properties": sent})
    assert (twin.status_code, error_of(twin)["code"]) == (409, "RoleAssignmentExists")


@pytest.mark.parametrize("changed", ["principalId", "roleDefinitionId", "both"])
def test_an_assignment_may_be_described_anew_and_nothing_else(scopes: Scopes, changed: str) -> None:
    id_ = next(id_ for id_, name in scopes.made.items() if name == "ann at one")
    before = scopes.arm.send("GET", id_)["properties"]
    sent = {key: before[key] for key in ("principalId", "principalType", "roleDefinitionId")}
    again = {
        **sent,
        "principalId": sent["principalId"].upper(),
        "roleDefinitionId": f"/providers/Microsoft.Authorization/roleDefinitions/{READER.upper()}",
        "description": "for a test",
    }
    after = scopes.arm.send("PUT", id_, {"properties": again})["properties"]
    kept = ("scope", "createdOn", "createdBy")
    assert {key: after[key] for key in kept} == {key: before[key] for key in kept}
    assert (before["description"], after["description"]) == (None, "for a test")
    other = {
        "principalId": scopes.people["bob"],
        "roleDefinitionId": sent["roleDefinitionId"].replace(READER, CONTRIBUTOR),
    }
    wanted = sent | (other if changed == "both" else {changed: other[changed]})
    refused = scopes.arm.refused("PUT", id_, {"properties": wanted})
    assert (refused.status_code, error_of(refused)["code"]) == (400, "RoleAssignmentUpdateNotPermitted")
    assert scopes.arm.send("GET", id_)["properties"]["principalId"] == after["principalId"]
