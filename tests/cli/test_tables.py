"""Tables at 60 and 80 columns, and where nobody's terminal says how wide."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest
from rich.console import Console
from rich.style import Style

from modelstacks.cli import findings_table, run_display, tables
from modelstacks.cli.fleet import display
from modelstacks.cli.tables import Column, Table, lay_out, lay_out_facts
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


def test_at_80_columns_the_longest_goes_below_its_row() -> None:
    assert laid_out(DEPLOYED, 80) == [
        "deployment  model                   mode        smoke",
        "chat        Llama-3.3-70B-Instruct  serverless  passed",
        f"    {URI}",
    ]


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
