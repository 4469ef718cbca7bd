"""The table fits a narrow window, and says what was missed."""

from __future__ import annotations

import pytest

from bench import table
from bench.row import Reading, Result, Target
from bench.rows import ROWS
from bench_results import result

PAIR = (1234.5, 0.061)
"""Of the widest figures that can come."""


def test_a_row_shows_its_figures_its_target_and_whether_it_is_met() -> None:
    got = result((1.2, 1.0), (1.31, 1.0), (1.25, 1.0), target=Target(1.25, "ratio"))
    assert table.line(got).split() == [
        "up",
        "1.25",
        "s",
        "1.20",
        "–",
        "1.31",
        "1.00",
        "1.25",
        "×",
        "≤",
        "1.25",
        "×",
        "ok",
    ]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_row_fits_the_columns_with_a_blank_between_them(row: object) -> None:
    line = table.line(Result(row, (Reading(*PAIR),)))  # type: ignore[arg-type]
    assert line.startswith(f"{row.name} ")  # type: ignore[attr-defined]
    assert len(line) <= table.WIDTH


def test_names_are_the_rows_own() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (Target(1.0), "up: took 2.50 s; the target is ≤ 1 s."),
        (Target(1.25, "ratio"), "up: took 2.50 times its floor; the target is ≤ 1.25 ×."),
        (Target(1.0, "excess"), "up: took 1.50 s more than its floor; the target is ≤ +1 s."),
    ],
)
def test_what_missed_its_target_is_told_in_a_sentence(target: Target, said: str) -> None:
    floor = " Its floor: the same with a provider that does nothing."
    assert table.missed(result((2.5, 1.0), target=target)) == said + floor


@pytest.mark.parametrize(
    ("value", "shown"), [(0.044, "0.04"), (9.996, "10.00"), (12.34, "12.3"), (217.4, "217")]
)
def test_amounts_have_about_three_digits(value: float, shown: str) -> None:
    assert table.amount(value) == shown
