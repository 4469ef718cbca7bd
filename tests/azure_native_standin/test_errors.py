"""Azure's words, with the codes that matter."""

from __future__ import annotations

import json
from typing import Any

import pytest

from azure_native_standin.errors import refusal

ML = {
    "code": "UserError",
    "message": "Serverless offer 'x' not found.",
    "details": [],
    "additionalInfo": [
        {"type": "ComponentName", "info": {"value": "managementfrontend"}},
        {
            "type": "InnerError",
            "info": {"value": {"code": "NotFound", "innerError": {"code": "ServerlessOfferNotFound"}}},
        },
    ],
}


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            {"error": {"code": "AuthorizationFailed", "message": "No."}},
            'Status=400 Code="AuthorizationFailed" Message="No." RequestId="r-1"',
        ),
        (
            {"error": ML},
            (
                'Status=400 Code="UserError" Message="Serverless offer \'x\' not found." '
                'InnerCode="NotFound > ServerlessOfferNotFound" RequestId="r-1"'
            ),
        ),
        (
            {"error": {"code": "BadRequest", "message": "M", "details": [{"code": "Inner", "message": "m"}]}},
            'Status=400 Code="BadRequest" Message="M" Details=[{"code": "Inner", "message": "m"}] RequestId="r-1"',
        ),
        (
            {"status": "Failed", "error": {"code": "OutOfQuota", "message": "Full."}},
            'Status=400 Code="OutOfQuota" Message="Full." RequestId="r-1"',
        ),
        (
            {"properties": {"error": {"code": "C", "message": "M"}}},
            'Status=400 Code="C" Message="M" RequestId="r-1"',
        ),
        (
            {
                "error": "invalid_client",
                "error_description": "AADSTS7000215: Invalid client secret provided.",
            },
            (
                'Status=400 Code="invalid_client" Message="AADSTS7000215: Invalid client secret provided." '
                'RequestId="r-1"'
            ),
        ),
        ({"error": {"code": None, "message": "M"}}, 'Status=400 Message="M" RequestId="r-1"'),
        (
            {"status": "Failed", "error": None, "properties": {"error": {"code": "C", "message": "M"}}},
            'Status=400 Code="C" Message="M" RequestId="r-1"',
        ),
        (
            {"code": "C", "message": "M", "error": None, "properties": {"error": None}},
            'Status=400 Code="C" Message="M" RequestId="r-1"',
        ),
    ],
)
def test_the_text_is_azures_with_code_inner_codes_and_request_id(body: dict[str, Any], text: str) -> None:
    assert str(refusal(400, json.dumps(body), "r-1")) == text


@pytest.mark.parametrize("body", ["<html>Bad gateway</html>", "[1]", '"text"'])
def test_an_answer_that_is_no_arm_error_is_quoted(body: str) -> None:
    assert str(refusal(502, body, None)) == f'Status=502 Message="{body}"'
