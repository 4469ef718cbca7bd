"""What comes of the runs: medians, and the targets they are held against."""

from __future__ import annotations

import pytest

from bench.row import Target
from bench_results import result

RUNS = ((2.0, 1.0), (9.0, 1.0), (4.0, 2.0), (3.0, 1.0), (1.0, 1.0))


def test_one_run_that_was_disturbed_changes_no_median() -> None:
    got = result(*RUNS)
    assert (got.median, got.floor, got.spread) == (3.0, 1.0, (1.0, 9.0))


def test_a_run_is_compared_with_the_floor_beside_it() -> None:
    """While the machine is ten times slower, both are."""
    got = result((2.0, 1.0), (2.0, 1.0), (20.0, 10.0), (20.0, 10.0), (20.0, 10.0))
    assert got.ratio == 2.0


@pytest.mark.parametrize(
    ("target", "met"),
    [
        (Target(3.0), True),
        (Target(2.99), False),
        (Target(2.0, "ratio"), True),
        (Target(1.99, "ratio"), False),
        (Target(2.0, "excess"), True),
        (Target(1.99, "excess"), False),
    ],
)
def test_what_is_exactly_the_target_meets_it(target: Target, met: bool) -> None:
    assert result(*RUNS, target=target).met is met
