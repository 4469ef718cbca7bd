"""Tables at 60 and 80 columns, and where nobody's terminal says how wide."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest
from rich.console import Console
from rich.style import Style

from modelstacks.cli import findings_table, run_display, tables
from modelstacks.cli.fleet import display
from modelstacks.cli.tables import Column, Table, lay_out, lay_out_facts, show_facts
from modelstacks.contract import table
from modelstacks.contract.comparing import VERDICTS
from modelstacks.engine.narration import Tone
from modelstacks.fleet.results import OUTCOMES
from modelstacks.preflight.report import LEVELS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

URI = "https://localhost:8443/serverless/swedencentral/chat"
DEPLOYED = Table(
    (Column("deployment"), Column("model", below=2), Column("mode"), Column("URI", below=1), Column("smoke")),
    [["chat", "Llama-3.3-70B-Instruct", "serverless", URI, "passed"]],
)
FOUND = Table(
    (Column("level"), Column("check"), Column("finding", below=1, prose=True)),
    [["error", "core-quota", "There are 8 free cores in swedencentral, and 24 are needed.\nAsk for more."]],
    {"error": "bold red"},
)


def laid_out(table: Table, width: int, *, whole_rows: bool = False) -> list[str]:
    return [line.plain for line in lay_out(table, width, whole_rows=whole_rows)]


def test_a_row_that_fits_is_one_line() -> None:
    assert laid_out(DEPLOYED, 110) == [
        "deployment  model                   mode        URI" + " " * 51 + "smoke",
        f"chat        Llama-3.3-70B-Instruct  serverless  {URI}  passed",
    ]
    table = Table((Column("name"), Column("lines"), Column("state")), [["chat", "one\nthree\nto", "Online"]])
    assert laid_out(table, 19) == ["name  lines  state", "chat  one    Online", "      three", "      to"]


def test_at_80_columns_the_longest_goes_below_its_row() -> None:
    assert laid_out(DEPLOYED, 80) == [
        "deployment  model                   mode        smoke",
        "chat        Llama-3.3-70B-Instruct  serverless  passed",
        f"    {URI}",
    ]


@pytest.mark.parametrize("width", [110, 80])
def test_titles_are_bold_whether_or_not_a_cell_goes_below(width: int) -> None:
    titles, row, *_ = lay_out(DEPLOYED, width, whole_rows=False)
    assert (str(titles.style), str(row.style)) == ("bold", "")


def test_narrower_more_goes_below() -> None:
    assert laid_out(DEPLOYED, 50)[0] == "deployment  mode        smoke"


def test_narrower_still_each_cell_has_a_line_of_its_own() -> None:
    assert laid_out(DEPLOYED, 24)[:3] == ["chat", "  model  Llama-3.3-70B-Instruct", "  mode   serverless"]


def test_prose_wraps_in_its_column_where_that_is_wide_enough() -> None:
    assert laid_out(FOUND, 80) == [
        "level  check       finding",
        "error  core-quota  There are 8 free cores in swedencentral, and 24 are needed.",
        "                   Ask for more.",
    ]


def test_in_60_columns_prose_goes_below_its_row() -> None:
    assert laid_out(FOUND, 60) == [
        "level  check",
        "error  core-quota",
        "    There are 8 free cores in swedencentral, and 24 are",
        "    needed.",
        "    Ask for more.",
    ]


def test_in_a_file_a_row_of_words_is_one_line_whatever_its_width() -> None:
    assert len(laid_out(DEPLOYED, 40, whole_rows=True)) == 2


LISTED = Table(
    (
        Column("endpoint"),
        Column("mode", spare=True),
        Column("quota"),
        Column("left", below=2),
        Column("stack", below=1, common=True),
    ),
    [["chat", "serverless", "tokens", "", "models/dev"], ["own", "managed", "shared", "", "models/dev"]],
)


def test_before_anything_goes_below_what_is_told_elsewhere_goes() -> None:
    assert laid_out(LISTED, 40) == [
        "endpoint  quota",
        "chat      tokens",
        "own       shared",
        "all: stack models/dev",
    ]


def test_what_differs_is_told_in_each_row() -> None:
    rows = [*LISTED.rows, ["old", "managed", "shared", "2 h", "nobody's"]]
    assert laid_out(Table(LISTED.columns, rows), 20)[-2:] == ["old       shared", "    2 h  nobody's"]


def test_a_fact_stands_beside_its_label_unless_a_word_is_too_wide() -> None:
    facts = [("state", "Online, and so on"), ("URI", URI), ("next", "up\nsmoke")]
    assert [line.plain for line in lay_out_facts(facts, 20)] == [
        "state  Online, and",
        "       so on",
        "URI",
        f"    {URI}",
        "next   up",
        "       smoke",
    ]


def test_a_label_is_bold_and_only_on_its_first_line() -> None:
    lines = list(lay_out_facts([("state", "Online, and so on")], 20))
    assert [[(span.start, span.end, span.style) for span in line.spans if span.end] for line in lines] == [
        [(0, 5, "bold")],
        [],
    ]
    assert list(lay_out_facts([], 20)) == []


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        ("bcdef", ["a  bcdef"]),
        ("bcdefg", ["a", "    bcdefg"]),
        ("bcdefgh ij", ["a", "    bcdefgh", "    ij"]),
        ("b c\nd", ["a  b c", "   d"]),
    ],
)
def test_a_value_goes_below_its_label_once_a_word_is_wider_than_what_is_left(
    value: str, lines: list[str]
) -> None:
    assert [line.plain for line in lay_out_facts([("a", value)], 8)] == lines


TWO = Table((Column("a"), Column("b")), [["1", "2"]])


@pytest.mark.parametrize(("width", "lines"), [(4, ["a  b", "1  2"]), (3, ["1", "  b  2"])])
def test_a_row_fits_up_to_its_last_letter(width: int, lines: list[str]) -> None:
    assert laid_out(TWO, width) == lines


def test_what_fits_is_shown_in_whole() -> None:
    assert laid_out(LISTED, 80)[:2] == [
        "endpoint  mode        quota   left  stack",
        "chat      serverless  tokens        models/dev",
    ]


@pytest.mark.parametrize(
    ("rows", "shared", "common"),
    [
        ([["a" * 9, "x"], ["b", "x"]], True, "all: stack x"),
        ([["a" * 9, "x"], ["b", "x"]], False, None),
        ([["a" * 9, "x"]], True, None),
        ([["a" * 9, "x"], ["b", "y"]], True, None),
        ([["a" * 9, ""], ["b", ""]], True, None),
    ],
)
def test_only_what_many_rows_share_is_said_once(
    rows: list[list[str]], shared: bool, common: str | None
) -> None:
    table = Table((Column("name"), Column("stack", common=shared)), rows)
    assert [line for line in laid_out(table, 10) if line.startswith("all: ")] == ([common] if common else [])


@pytest.mark.parametrize(("below", "titles"), [(0, "name       note"), (1, "name")])
def test_of_what_nobody_has_the_column_stays_unless_it_may_go_below(below: int, titles: str) -> None:
    columns = (Column("name"), Column("note", below=below), Column("more", spare=True))
    table = Table(columns, [["a" * 9, "", "x" * 30]])
    assert laid_out(table, 20)[0] == titles


def test_below_a_row_as_much_stands_on_a_line_as_fits() -> None:
    columns = (Column("name"), *(Column(each, below=1) for each in "xyz"))
    rows = [["n" * 9, "1234", "", "5678"], ["n", "12345", "", "5678"], ["n", "a\nb", "", "c"]]
    assert laid_out(Table(columns, rows), 14) == [
        "name",
        "n" * 9,
        "    1234  5678",
        "n",
        "    12345",
        "    5678",
        "n",
        "    a",
        "    b",
        "    c",
    ]


def test_a_block_has_its_head_in_bold_or_in_the_rows_own_look() -> None:
    table = Table((Column("a"), Column("b")), [["one", "2"], ["error", "3"]], {"error": "red"})
    lines = lay_out(table, 3, whole_rows=False)
    assert [line.plain for line in lines] == ["one", "  b  2", "", "error", "  b  3"]
    assert (str(lines[0].style), str(lines[3].style)) == ("bold", "red")
    assert [line.plain for line in lay_out(Table((Column("a"),), [["long"]]), 3, whole_rows=False)] == [
        "long"
    ]


def test_in_a_block_what_wraps_stays_beside_its_title_and_what_is_empty_is_left_out() -> None:
    columns, rows = (Column("long"), Column("a"), Column("b")), [["one", "", "word word"], ["two", "x", "y"]]
    titled = ["one", "  b  word", "     word", "", "two", "  a  x", "  b  y"]
    assert laid_out(Table(columns, rows), 9) == titled
    plain = ["one", "  word", "  word", "", "two", "  x", "  y"]
    assert laid_out(Table(columns, rows, titles=False), 9) == plain


def test_only_a_rows_first_word_on_its_first_line_has_its_look() -> None:
    table = Table((Column("level"), Column("finding", prose=True)), [["error", "one\ntwo"]], {"error": "red"})
    _, first, second = lay_out(table, 80, whole_rows=False)
    assert [(span.start, span.end, span.style) for span in first.spans] == [(0, 5, "red")]
    assert second.spans == []


def test_wide_characters_count_twice() -> None:
    table = Table((Column("name"), Column("x")), [["日本", "1"], ["abcd", "2"]])
    assert laid_out(table, 80)[1:] == ["日本  1", "abcd  2"]


@pytest.mark.parametrize(("columns", "lines"), [("", 2), ("80", 3)])
def test_columns_says_how_wide_where_there_is_no_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], columns: str, lines: int
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    tables.show(DEPLOYED)
    assert len(capsys.readouterr().out.splitlines()) == lines


@pytest.mark.parametrize(("columns", "width"), [("50", 50), ("0", None), ("wide", None)])
def test_a_width_that_is_none_counts_for_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], columns: str, width: int | None
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    tables.show(DEPLOYED)
    expected = laid_out(DEPLOYED, width or 120, whole_rows=width is None)
    assert capsys.readouterr().out.splitlines() == expected


def test_a_terminal_is_as_wide_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    console = Console(force_terminal=True, color_system=None, width=50)
    with console.capture() as shown:
        tables.show(DEPLOYED, console)
    assert shown.get().splitlines() == laid_out(DEPLOYED, 50)


def test_a_level_is_coloured_on_a_terminal_unless_no_color_says_no(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for no_color, coloured in (("", True), ("1", False)):
        monkeypatch.setenv("NO_COLOR", no_color)
        console = Console(force_terminal=True, color_system="standard")
        with console.capture() as shown:
            tables.show(FOUND, console)
        assert ("\x1b[1;31merror" in shown.get()) is coloured


@pytest.mark.parametrize(
    ("styles", "words", "plain"),
    [
        (findings_table.STYLES, LEVELS, ()),
        (table.STYLES, VERDICTS, ()),
        (display.STYLES, OUTCOMES, ()),
        (run_display.STYLES, get_args(Tone), ("message",)),
    ],
)
def test_each_word_that_says_how_it_went_has_a_look_of_its_own(
    styles: Mapping[str, str], words: Sequence[str], plain: Sequence[str]
) -> None:
    assert set(styles) == set(words)
    assert [word for word in words if not Style.parse(styles[word])] == [*plain]


@pytest.mark.parametrize(("columns", "widest"), [("40", 40), ("60", 60)])
def test_facts_are_as_wide_as_one_is_told(
    columns: str, widest: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    show_facts([("what", "word " * 40)])
    lines = capsys.readouterr().out.splitlines()
    assert widest - 5 < max(map(len, lines)) <= widest
