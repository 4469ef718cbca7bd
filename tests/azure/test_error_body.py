"""A refusal in each of Azure's shapes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from modelstacks.azure.error_body import entra_error, error_in, inner_codes

NO = {"code": "No", "message": "No."}


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"error": NO}, NO),
        ({"error": NO, "properties": {"error": {"code": "Inner"}}}, NO),
        ({"status": "Failed", "properties": {"error": NO}}, NO),
        ({"status": "Failed", "error": None, "properties": {"error": NO}}, NO),
        (NO, NO),
        ({**NO, "properties": None}, {**NO, "properties": None}),
        ({"error": "invalid_client"}, {}),
        ({}, {}),
        ([NO], {}),
        ("no", {}),
    ],
)
def test_the_error_is_found_wherever_it_stands(body: Any, found: dict[str, Any]) -> None:
    assert error_in(json.dumps(body)) == found


def test_what_is_no_json_says_nothing() -> None:
    assert (error_in("<html>"), entra_error("<html>")) == ({}, {})


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (
            {"error": "invalid_client", "error_description": "Wrong."},
            {"code": "invalid_client", "message": "Wrong."},
        ),
        ({"error": "invalid_client"}, {"code": "invalid_client", "message": None}),
        ({"error": NO}, {}),
        ({}, {}),
    ],
)
def test_entras_error_is_the_code_itself(body: Any, found: dict[str, Any]) -> None:
    assert entra_error(json.dumps(body)) == found


def info(value: Any, type_: str = "InnerError") -> dict[str, Any]:
    return {"additionalInfo": [{"type": "ComponentName", "info": {"value": "x"}}, {"type": type_, "info": {"value": value}}]}  # fmt: skip


@pytest.mark.parametrize(
    ("error", "codes"),
    [
        (info({"code": "A", "innerError": {"code": "B", "innerError": None}}), ["A", "B"]),
        (info({"code": "A", "innerError": {"innerError": {"code": "C"}}}), ["A"]),
        (info({"code": "A"}, "Correlation"), []),
        (info("text"), []),
        (info(None), []),
        ({"additionalInfo": None}, []),
        ({}, []),
    ],
)
def test_the_inner_codes_come_the_outermost_first(error: dict[str, Any], codes: list[str]) -> None:
    assert list(inner_codes(error)) == codes
