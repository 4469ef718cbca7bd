"""azure-core's exceptions as ours: which code, whose words, which status."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from azure.core.exceptions import ClientAuthenticationError, HttpResponseError, ServiceRequestError

from modelstacks.azure.arm_errors import arm_error


def refusal(
    body: Any, status: int = 400, kind: type[HttpResponseError] = HttpResponseError
) -> HttpResponseError:
    """As azure-core raises it."""
    response = SimpleNamespace(
        status_code=status,
        reason="Refused",
        headers={"x-ms-request-id": "its-id"},
        text=lambda: json.dumps(body),
        content_type="application/json",
    )
    return kind("azure-core's words", response=response)


INNER = [
    {"type": "InnerError", "info": {"value": {"code": "BadArgument", "innerError": {"code": "Innermost"}}}}
]


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        ({"code": "No", "message": "No."}, "No", "No."),
        ({"code": "BadRequest", "message": "M", "details": [{"code": "Quota"}]}, "Quota", "M"),
        ({"code": "BadRequest", "message": "M", "details": []}, "BadRequest", "M"),
        ({"code": "BadRequest", "message": "M", "details": [{"message": "N"}]}, "BadRequest", "M\nN"),
        ({"code": "Other", "message": "M", "details": [{"code": "Quota", "message": "M"}]}, "Other", "M"),
        ({"message": "M", "details": [{"code": "Quota"}]}, "Quota", "M"),
        ({"code": "No", "message": "The request is invalid.", "details": [{"message": "N"}]}, "No", "N"),
        ({"message": "M", "details": None}, "Http400", "M"),
        ({"code": "No", "message": '{"errors": {"VmSize": ["Bad.", "Worse."]}}'}, "No", "Bad.\nWorse."),
        ({"code": "No", "message": '{{"errors": {{"VmSize": ["Bad."]}}}}'}, "No", "Bad."),
        ({"code": "No", "message": '{"title": "Its title."}'}, "No", "Its title."),
        ({"code": "No", "message": '{"other": 1}'}, "No", '{"other": 1}'),
        ({"code": "UserError", "message": "M", "additionalInfo": INNER}, "Innermost", "M"),
    ],
)
def test_the_most_telling_code_and_words_are_taken(error: dict[str, Any], code: str, message: str) -> None:
    told = arm_error(refusal({"error": error}))
    assert (told.code, told.args, told.status, told.request_id) == (code, (message,), 400, "its-id")
    assert told.answer == json.dumps({"error": error})


def test_a_refused_sign_in_says_what_to_do_and_nothing_of_the_body() -> None:
    told = arm_error(refusal({"error": {"code": "X", "message": "Y"}}, 401, ClientAuthenticationError))
    assert (told.code, told.status) == ("AuthenticationFailed", 401)
    azures, _, ours = told.args[0].rpartition("\n")
    assert azures.startswith("(X) Y")
    assert ours.startswith("`modelstacks doctor` shows who you are signed in as. Run `az login`")


@pytest.mark.parametrize(
    ("err", "code"),
    [
        (ServiceRequestError("no route"), "Unreachable"),
        (HttpResponseError("no answer"), "Unreachable"),
        (ClientAuthenticationError("no route"), "AuthenticationFailed"),
    ],
)
def test_what_nothing_answered_has_no_status(err: Any, code: str) -> None:
    told = arm_error(err)
    assert (told.code, told.status, told.args[0].splitlines()[0]) == (code, 0, err.message)


def test_an_answer_that_cannot_be_read_keeps_its_status() -> None:
    err = refusal({}, 502)

    def unreadable() -> str:
        raise ValueError

    assert err.response is not None
    err.response.text = unreadable  # type: ignore[method-assign]  # another encoding than it says
    assert (arm_error(err).code, arm_error(err).answer) == ("Http502", "")
