"""Operations that are made to fail, and those that others end: in whose words, and with which status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from localazure.arm import operations
from localazure.faults import Fault
from open_azure import GROUP, OpenAzure

if TYPE_CHECKING:
    from localazure.arm.answer import Answer

SLOW = f"{GROUP}/providers/Local.Test/slow/one"
BODY = {"location": "swedencentral"}


def at(answer: Answer, header: str = "Azure-AsyncOperation") -> str:
    """Return the path a polling header names."""
    return answer.headers[header].removeprefix("https://localhost:1").partition("?")[0]


@pytest.mark.parametrize(("told", "status"), [({}, 500), ({"status": 503}, 503)])
def test_an_operation_made_to_fail(azure: OpenAzure, told: dict[str, Any], status: int) -> None:
    azure.ask("PUT", SLOW, BODY)
    azure.faults.add(Fault(operation="fail", code="InternalServerError", message="Broken.", **told))
    changing = azure.ask("PATCH", SLOW, {"kind": "k"})
    azure.ask("GET", at(changing))

    assert azure.ask("GET", at(changing)).body["error"] == {
        "code": "InternalServerError",
        "message": "Broken.",
    }
    refusal = azure.refused("GET", at(changing, "Location"))
    assert (refusal.status, refusal.code) == (status, "InternalServerError")


def test_an_operation_that_fails_to_delete_leaves_the_resource(azure: OpenAzure) -> None:
    azure.ask("PUT", SLOW, BODY)
    azure.faults.add(Fault(operation="fail", method="DELETE"))
    azure.ask("DELETE", SLOW)
    azure.ask("GET", SLOW)

    assert azure.ask("GET", SLOW).body["properties"]["provisioningState"] == "Failed"


def test_one_that_a_later_write_ended_is_told_as_a_conflict(azure: OpenAzure) -> None:
    azure.ask("PUT", SLOW, BODY)
    first = azure.ask("PATCH", SLOW, {"kind": "k"})
    azure.ask("PATCH", SLOW, {"kind": "l"})

    refusal = azure.refused("GET", at(first, "Location"))
    assert (refusal.status, refusal.code, refusal.message) == (
        409,
        "OperationPreempted",
        "The operation has been preempted by a more recent operation.",
    )


def test_an_error_is_kept_in_whole() -> None:
    assert operations.error_fields(None) is None
    assert operations.error_of(None) is None
    fields = {
        "status": 409,
        "code": "Busy",
        "message": "Wait.",
        "target": "sku",
        "details": [{"code": "a"}],
        "additionalInfo": [{"type": "t"}],
    }
    assert operations.error_fields(operations.error_of(fields)) == fields


@pytest.mark.parametrize(
    ("text", "may_be"),
    [
        ("11111111-1111-4111-8111-111111111111", True),
        ("Creating:11111111-1111-4111-8111-111111111111:22222222-2222-4222-8222-222222222222", True),
        ("1-1-1-1", False),
        ("1111111111111111111111111111111111111111", False),
    ],
)
def test_what_may_name_an_operation(text: str, may_be: bool) -> None:
    assert operations.may_be_name(text) is may_be
