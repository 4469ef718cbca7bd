"""Tables as wide as their reader: a row on one line where it fits, else on two, else a label and a value on each.

On a terminal its width counts, and COLUMNS where that is set. In a file or a pipe a row stays on one line, so that
`grep` finds all of it; what is prose wraps there, too.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from modelstacks.cli.output import stdout
from modelstacks.cli.wrapping import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from rich.console import Console

GAP = "  "
IN_A_FILE = 120
"""How wide prose gets where nothing says how wide the reader is."""
NARROWEST = 50
"""Prose in a column narrower than this is worse to read than below its row."""


@dataclass(frozen=True)
class Column:
    """A column by its title. *below*: where a row does not fit on a line, the columns of rank 1 go below it, then those
    of rank 2 …; 0 never does. *prose*: it may wrap. Before anything goes below, a *spare* column is left out (another
    tells as much), and what all rows share of a *common* one is told once, below them all."""

    title: str
    below: int = 0
    prose: bool = False
    spare: bool = False
    common: bool = False


@dataclass(frozen=True)
class Table:
    """Columns and rows of text; *styles*: how rich shows a cell of the first column, by its text."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    styles: Mapping[str, str] = field(default_factory=dict)
    titles: bool = True


def show(table: Table, console: Console | None = None) -> None:
    """Print the table as wide as *console* (stdout) is, or as COLUMNS says."""
    console = console or stdout()
    width = _width(console)
    _print(lay_out(table, width or IN_A_FILE, whole_rows=width is None), console)


def show_facts(facts: Sequence[tuple[str, str]]) -> None:
    """Print what is known about one thing, a label and its value each, as wide as stdout is."""
    console = stdout()
    _print(list(lay_out_facts(facts, _width(console) or IN_A_FILE)), console)


def _print(lines: Iterable[Text], console: Console) -> None:
    for line in lines:
        console.print(line, soft_wrap=True)


def _width(console: Console) -> int | None:
    columns = os.environ.get("COLUMNS", "")
    if columns.isdigit() and int(columns):
        return int(columns)
    return console.width if console.is_terminal else None


def lay_out(table: Table, width: int, *, whole_rows: bool) -> list[Text]:
    """Return the lines, none wider than *width* but for a word that is wider itself, or *whole_rows* that are."""
    if whole_rows or _fits(table, range(len(table.columns)), width):
        return list(_grid(table, range(len(table.columns)), width))
    every, common = _narrowed(table)
    return [*_lay_out(table, every, width), *common]


def lay_out_facts(facts: Sequence[tuple[str, str]], width: int) -> Iterator[Text]:
    """Yield the lines: a value beside its label, or below it where one of its words is too wide for that."""
    labels = max((cell_len(label) for label, _ in facts), default=0)
    for label, value in facts:
        beside = wrapped(value, width - labels - len(GAP))
        if max(map(cell_len, beside)) > width - labels - len(GAP):
            yield Text(label, "bold")
            yield from (Text(GAP * 2 + line) for line in wrapped(value, width - len(GAP) * 2))
            continue
        for at, line in enumerate(beside):
            text = Text((label if at == 0 else "").ljust(labels) + GAP + line)
            text.stylize("bold", 0, len(label) if at == 0 else 0)
            yield text


def _narrowed(table: Table) -> tuple[list[int], list[Text]]:
    """Return the columns that are left without the spare and the empty ones and what all rows share, and that as a line."""
    cells = {at: {row[at] for row in table.rows} for at in range(len(table.columns))}
    shared = [
        at
        for at, column in enumerate(table.columns)
        if column.common and len(table.rows) > 1 and len(cells[at]) == 1 and cells[at] != {""}
    ]
    left = [
        at
        for at, column in enumerate(table.columns)
        if at not in shared and not column.spare and (cells[at] != {""} or not column.below)
    ]
    words = ", ".join(f"{table.columns[at].title} {table.rows[0][at]}" for at in shared)
    return left, [Text(f"all: {words}", "dim")] if words else []


def _lay_out(table: Table, every: Sequence[int], width: int) -> list[Text]:
    if _fits(table, every, width):
        return list(_grid(table, every, width))
    for rank in sorted({column.below for column in table.columns}):
        above = [at for at in every if not 0 < table.columns[at].below <= rank]
        if _fits(table, above, width):
            return list(_with_below(table, above, [at for at in every if at not in above], width))
    return list(_blocks(table, every, width))


def _fits(table: Table, shown: Sequence[int], width: int) -> bool:
    widths = [_least(table, at) for at in shown]
    return sum(widths) + len(GAP) * (len(widths) - 1) <= width


def _least(table: Table, at: int) -> int:
    natural = _natural(table, at)
    return min(natural, NARROWEST) if table.columns[at].prose else natural


def _natural(table: Table, at: int) -> int:
    title = table.columns[at].title if table.titles else ""
    return max(
        cell_len(line) for cell in [title, *(row[at] for row in table.rows)] for line in [*cell.split("\n")]
    )


def _grid(table: Table, shown: Sequence[int], width: int) -> Iterator[Text]:
    widths = _widths(table, shown, width)
    if table.titles:
        yield Text(_joined([table.columns[at].title for at in shown], widths), "bold")
    for row in table.rows:
        yield from _row(table, row, shown, widths)


def _widths(table: Table, shown: Sequence[int], width: int) -> list[int]:
    widths = [_natural(table, at) for at in shown]
    prose = [place for place, at in enumerate(shown) if table.columns[at].prose]
    fixed = sum(each for place, each in enumerate(widths) if place not in prose) + len(GAP) * (
        len(widths) - 1
    )
    for place in prose:
        widths[place] = min(widths[place], max(NARROWEST, (width - fixed) // len(prose)))
    return widths


def _row(table: Table, row: Sequence[str], shown: Sequence[int], widths: Sequence[int]) -> Iterator[Text]:
    cells = [
        wrapped(row[at], widths[place]) if table.columns[at].prose else row[at].split("\n")
        for place, at in enumerate(shown)
    ]
    for line in range(max(map(len, cells))):
        text = Text(_joined([cell[line] if line < len(cell) else "" for cell in cells], widths))
        if line == 0 and 0 in shown and (style := table.styles.get(row[0])):
            text.stylize(style, 0, len(row[0]))
        yield text


def _with_below(table: Table, above: Sequence[int], below: Sequence[int], width: int) -> Iterator[Text]:
    """A row on a line, and below it, indented, what does not fit there."""
    widths = [_natural(table, at) for at in above]
    indent = GAP * 2
    if table.titles:
        yield Text(_joined([table.columns[at].title for at in above], widths), "bold")
    for row in table.rows:
        yield from _row(table, row, above, widths)
        cells = [row[at] for at in below if row[at]]
        yield from (Text(indent + line) for line in _packed(cells, width - len(indent)))


def _packed(cells: Sequence[str], width: int) -> Iterator[str]:
    """Put as many cells on a line as fit; what is wider wraps."""
    line = ""
    for cell in cells:
        if line and "\n" not in line + cell and cell_len(line + GAP + cell) <= width:
            line += GAP + cell
            continue
        if line:
            yield from wrapped(line, width)
        line = cell
    if line:
        yield from wrapped(line, width)


def _blocks(table: Table, every: Sequence[int], width: int) -> Iterator[Text]:
    """A block for each row: its first cell, then a line for each other that has something to say."""
    first, *others = every
    labels = max((cell_len(table.columns[at].title) for at in others), default=0)
    for number, row in enumerate(table.rows):
        if number:
            yield Text()
        yield Text(row[first], table.styles.get(row[first], "bold"))
        for at in others:
            indent = GAP + (table.columns[at].title.ljust(labels) + GAP if table.titles else "")
            for place, line in enumerate(wrapped(row[at], width - len(indent)) if row[at] else []):
                yield Text((indent if place == 0 else " " * len(indent)) + line)


def _joined(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell + " " * max(0, width - cell_len(cell)) for cell, width in zip(cells, widths, strict=True))
    return GAP.join(padded).rstrip()
