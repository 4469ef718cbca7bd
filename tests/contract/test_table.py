"""What was compared, as the table shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from modelstacks.contract.comparing import Compared
from modelstacks.contract.outcome import Outcome
from modelstacks.contract.table import closing_line, short, table_rows

KIND = "GET /subscriptions/*/resourceGroups/*/providers/Microsoft.MachineLearningServices/workspaces/*"
SAME = Compared(KIND, (200, 404, 200), "the same")
DIFFERS = Compared("PUT /a", (201,), "differs", tuple(f"field {number}" for number in range(10)))
REFUSED = Compared("GET /b", (403,), "not allowed", ("AuthorizationFailed",))
SILENT = Compared("GET /c", (0,), "no answer", ("ServiceRequestError",))


def test_what_differs_stands_first_with_its_first_differences() -> None:
    rows = table_rows([SAME, REFUSED, SILENT, DIFFERS])
    assert [verdict for verdict, _, _ in rows] == ["differs", "no answer", "not allowed", "the same"]
    assert rows[0][2].splitlines() == [
        "PUT a",
        *(f"  field {number}" for number in range(8)),
        "  and 2 more: the file has them all",
    ]
    assert rows[2][2] == "GET b\n  AuthorizationFailed"
    assert rows[3] == ("the same", "200 ×2\n404", "GET workspaces/*")
    assert rows[1][1] == ""


@pytest.mark.parametrize(
    ("differences", "last"), [("abcdefgh", "  h"), ("abcdefghi", "  and 1 more: the file has them all")]
)
def test_the_first_eight_differences_are_shown(differences: str, last: str) -> None:
    ((_, status, words),) = table_rows([Compared("PUT /a", (201,), "differs", tuple(differences))])
    assert (status, len(words.splitlines()), words.splitlines()[-1]) == ("201", len(differences) + 1, last)


def test_the_closing_line_counts_requests_kinds_and_verdicts() -> None:
    assert closing_line([SAME, DIFFERS]) == "4 requests of 2 kinds: 1 differs, 1 the same"


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        (KIND, "GET workspaces/*"),
        ("GET /subscriptions/*/providers/Microsoft.Storage/skus", "GET Storage/skus"),
        ("GET /providers/Microsoft.X", "GET X"),
        ("POST https://host/mferp/managementfrontend/x", "POST https://host/x"),
    ],
)
def test_a_kind_is_shown_without_what_most_have(kind: str, shown: str) -> None:
    assert short(kind) == shown


@pytest.mark.parametrize(
    ("rows", "code"),
    [((SAME, REFUSED), 0), ((SAME, DIFFERS), 1), ((SILENT,), 1), ((), 0)],
)
def test_only_what_azure_does_otherwise_or_not_at_all_is_a_finding(
    rows: tuple[Compared, ...], code: int
) -> None:
    assert Outcome(rows, Path("contract.json")).exit_code == code
