"""The table: a line for each row, in 100 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.row import SHORT

if TYPE_CHECKING:
    from bench.row import Failure, Result, Unit

WIDTH = 100
NAME, MEDIAN, SPREAD, FLOOR, RATIO, TARGET = 38, 11, 14, 8, 9, 11
"""The columns' widths; the verdict takes what is left."""


def heading() -> str:
    """Return the line above the rows."""
    return _line("", "median", "min – max", "floor", "ratio", "target", "")


def line(result: Result) -> str:
    """Return the line of one row."""
    unit = result.row.unit
    low, high = result.spread
    return _line(
        result.row.name,
        f"{amount(result.median)} {SHORT.get(unit, unit)}",
        f"{amount(low)} – {amount(high)}",
        amount(result.floor),
        f"{amount(result.ratio)} ×",
        result.row.target.text(unit),
        "ok" if result.met else "MISSED",
    )


def failed(failure: Failure) -> str:
    """Return the line of a row that could not be measured."""
    return f"{failure.row.name:<{NAME}}  FAILED"


def machine(cpus: int, load: float) -> str:
    """Return the line below the rows: on what they were measured, and whether its seconds say anything."""
    busy = "; others were at work, so trust the ratios more than the seconds" if load > cpus else ""
    return f"Measured on {cpus} CPUs, load {load:.1f} at the end{busy}."


def not_measured(failure: Failure) -> str:
    """Return the sentence about it."""
    return f"{failure.row.name}: could not be measured: {failure.why}"


def missed(result: Result) -> str:
    """Return the sentence about a target that was missed."""
    row = result.row
    of = {
        "median": f"took {_with_unit(result.median, row.unit)}",
        "ratio": f"took {result.ratio:.2f} times its floor",
        "excess": f"took {_with_unit(result.excess, row.unit)} more than its floor",
    }[row.target.of]
    return f"{row.name}: {of}; the target is {row.target.text(row.unit)}. Its floor: {row.floor}."


def amount(value: float) -> str:
    """Return a number in about three digits."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}" if value >= 10 else f"{value:.2f}"


def _with_unit(value: float, unit: Unit) -> str:
    return f"{amount(value)} {unit}"


def _line(name: str, median: str, spread: str, floor: str, ratio: str, target: str, verdict: str) -> str:
    return (
        f"{name:<{NAME}}{median:>{MEDIAN}}{spread:>{SPREAD}}{floor:>{FLOOR}}{ratio:>{RATIO}}{target:>{TARGET}}"
        f"  {verdict}"
    ).rstrip()
