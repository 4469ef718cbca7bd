"""Auto-naming, by the rule azure-native derives from paths."""

from __future__ import annotations

import re
import uuid

import pytest

from azure_native_standin.arm_types import load_arm_types
from azure_native_standin.names import AutoName, Autonaming, Naming, Proposal, auto_name, naming
from azure_native_standin.provider import _name

SEED = b"seed"


@pytest.mark.parametrize(
    ("type_name", "parameter", "how"),
    [
        ("resources:ResourceGroup", "resourceGroupName", Naming.RANDOM),
        ("machinelearningservices:Workspace", "workspaceName", Naming.RANDOM),
        ("machinelearningservices:ServerlessEndpoint", "name", Naming.COPY),
        ("machinelearningservices:OnlineEndpoint", "endpointName", Naming.RANDOM),
        ("machinelearningservices:OnlineDeployment", "deploymentName", Naming.COPY),
        ("keyvault:Secret", "secretName", Naming.COPY),
        ("authorization:RoleAssignment", "roleAssignmentName", Naming.UUID),
        ("authorization:RoleDefinition", "roleDefinitionId", Naming.UUID),
    ],
)
def test_how_a_name_is_made_follows_from_the_path(type_name: str, parameter: str, how: Naming) -> None:
    assert naming(load_arm_types().resources[type_name]) == (parameter, how)


def test_a_random_name_is_the_logical_one_and_eight_hex_digits() -> None:
    made = auto_name(Naming.RANDOM, "store", SEED)

    assert made is not None
    assert re.fullmatch("store[0-9a-f]{8}", made.value)
    assert made.unique


def test_a_name_depends_on_the_seed_alone() -> None:
    assert auto_name(Naming.RANDOM, "a", SEED) == auto_name(Naming.RANDOM, "a", SEED)
    assert auto_name(Naming.RANDOM, "a", SEED) != auto_name(Naming.RANDOM, "a", b"other")
    assert auto_name(Naming.RANDOM, "a", b"") != auto_name(Naming.RANDOM, "a", b"")


def test_a_role_assignment_is_named_by_a_uuid() -> None:
    made = auto_name(Naming.UUID, "ra", SEED)

    assert made is not None
    assert str(uuid.UUID(made.value)) == made.value


@pytest.mark.parametrize(
    ("how", "proposal", "expected"),
    [
        (Naming.COPY, None, AutoName("a", unique=False)),
        (Naming.RANDOM, Proposal(Autonaming.DISABLE), None),
        (Naming.RANDOM, Proposal(Autonaming.PROPOSE, "a-dev"), AutoName("a-dev", unique=True)),
        (Naming.UUID, Proposal(Autonaming.ENFORCE, "a-dev"), AutoName("a-dev", unique=True)),
    ],
)
def test_the_stack_may_propose_enforce_or_forbid_names(
    how: Naming, proposal: Proposal | None, expected: AutoName | None
) -> None:
    assert auto_name(how, "a", SEED, proposal) == expected


def test_a_proposal_does_not_name_what_must_be_a_uuid() -> None:
    made = auto_name(Naming.UUID, "a", SEED, Proposal(Autonaming.PROPOSE, "a-dev"))

    assert made is not None
    assert made.value != "a-dev"


@pytest.mark.parametrize(
    ("made_up", "old", "named"),
    [
        (None, {}, {}),
        (AutoName("thing", unique=False), {}, {"name": "thing"}),
        (AutoName("thing1", unique=True), {}, {"name": "thing1", "__createBeforeDelete": True}),
        (AutoName("thing2", unique=True), {"name": "thing1", "a": 1}, {"name": "thing1"}),
        (
            None,
            {"name": "thing1", "__createBeforeDelete": True},
            {"name": "thing1", "__createBeforeDelete": True},
        ),
    ],
)
def test_a_name_is_kept_and_only_a_unique_one_that_is_new_may_be_created_beside_the_old(
    made_up: AutoName | None, old: dict[str, object], named: dict[str, object]
) -> None:
    assert _name("name", made_up, old) == named
