"""`scripts/bench` from its arguments to its exit code, with rows that take what the test says."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from bench.__main__ import main
from bench.row import Reading, Row, Target
from bench_results import row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench.row import Round


def rows(up: float = 1.2, down: float = 2.0, target: float = 3.0) -> list[Row]:
    """Two rows, of which each run takes that many times its floor of 10 s."""
    taking = {"up": up, "destroy": down}
    return [
        row(name, Target(target, "ratio"), readings=[Reading(times * 10, 10.0)] * 5)
        for name, times in taking.items()
    ]


def kept(folder: Path, **more: float) -> str:
    """Run all rows, keep the figures, and return the file."""
    file = folder / "before.json"
    assert main(["--json", str(file)], rows(**more)) == 0
    return str(file)


def test_the_file_holds_the_samples_and_on_what_they_were_taken(tmp_path: Path) -> None:
    values = json.loads((tmp_path / kept(tmp_path)).read_text())
    assert values["rows"]["up"]["values"] == [12.0] * 5
    assert values["rows"]["up"]["floors"] == [10.0] * 5
    assert values["rows"]["up"]["ratio"] == pytest.approx(1.2)
    assert values["machine"]["cpus"] >= 1
    assert {"python", "modelstacks", "pulumi"} <= values["versions"].keys()
    assert values["date"].endswith("+00:00")


def test_a_missed_target_fails_and_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([], rows(down=3.1)) == 1
    out, err = capsys.readouterr()
    assert [line.split()[-1] for line in out.splitlines()[1:-1]] == ["ok", "MISSED"]
    assert err.startswith("destroy: took 3.10 times its floor; the target is ≤ 3 ×.")


@pytest.mark.parametrize(("now", "code"), [(1.2, 0), (1.43, 0), (1.44, 1), (2.4, 1), (0.6, 0)])
def test_a_fifth_worse_against_its_floor_fails(tmp_path: Path, now: float, code: int) -> None:
    assert main(["--against", kept(tmp_path)], rows(up=now)) == code


def test_what_got_worse_is_named_with_both_ratios(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--against", kept(tmp_path)], rows(up=1.8))
    assert capsys.readouterr().err == (
        "up got 50% worse against its floor: 1.20 times it before, 1.80 times now. "
        "Its floor: the same with a provider that does nothing.\n"
    )


def test_against_a_file_a_target_that_was_missed_before_does_not_fail(tmp_path: Path) -> None:
    before = kept(tmp_path)
    assert main(["--against", before], rows(target=0.1)) == 0


def test_rows_that_only_one_side_has_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = kept(tmp_path)
    new = row("fleet", readings=[Reading(1.0, 1.0)] * 5)
    assert main(["--against", before], [rows()[0], new]) == 0
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "fleet: the file has no such row, so it was compared with nothing.",
        "destroy: the file has it, but it is no row any more.",
    ]


def test_only_some_rows_are_compared_without_a_word_on_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = kept(tmp_path)
    capsys.readouterr()
    assert main(["--only", "UP", "--against", before], rows()) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()[1:-1]] == ["up"]


def test_more_runs_are_taken_when_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "seven.json"
    seven = row("up", Target(3.0), readings=[Reading(1.0, 1.0)] * 7)
    assert main(["--runs", "7", "--json", str(file)], [seven]) == 0
    assert len(json.loads(file.read_text())["rows"]["up"]["values"]) == 7


UNREADABLE = {
    "missing": (None, "No such file or directory"),
    "text": ("up 1.2", "it is not JSON in UTF-8 (Expecting value: line 1 column 1 (char 0))"),
    "list": ("[]", "it holds other JSON than what scripts/bench --json writes"),
    "other": ('{"format": 1}', "it holds other JSON than what scripts/bench --json writes"),
    "newer": ('{"format": 2, "rows": {}}', "it has the format 2, this scripts/bench reads 1"),
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_a_file_that_cant_be_read_is_refused_before_anything_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    text, why = UNREADABLE[kind]
    file = tmp_path / "before.json"
    if text is not None:
        file.write_text(text)
    assert main(["--against", str(file)], rows()) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        f"--against {file} can't be read: {why}.\n"
        f"Make one on the state to compare with: scripts/bench --json {file}\n"
    )


REFUSED = {
    "--runs 4": "--runs 4 is too few: a median of fewer than 5 says little. Leave it out for 5, or name more.\n",
    "--runs few": "argument --runs: invalid int value: 'few'. See scripts/bench --help.\n",
    "--only": "argument --only: expected one argument. See scripts/bench --help.\n",
    "--only upp": "--only upp: no row has that in its name. The rows are:\n  up\n  destroy\n",
    "--json no/file": "--json no/file can't be written: there is no folder no. Make it first.\n",
}


@pytest.mark.parametrize("words", REFUSED)
def test_what_cant_be_done_is_refused_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(words.split(), rows()) == 2
    assert capsys.readouterr() == ("", REFUSED[words])


def test_a_row_that_fails_is_told_and_keeps_no_other_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    @contextmanager
    def broken(_folder: Path) -> Iterator[Round]:
        raise RuntimeError("modelstacks up ended with 1:\nThe quota is used up.")
        yield

    failing = Row("broken", Target(1.0), broken, "nothing")
    file = tmp_path / "now.json"
    assert main(["--json", str(file)], [failing, *rows()]) == 1
    out, err = capsys.readouterr()
    assert [line.split()[-1] for line in out.splitlines()[1:-1]] == ["FAILED", "ok", "ok"]
    assert err == "broken: could not be measured: modelstacks up ended with 1:\nThe quota is used up.\n"
    assert json.loads(file.read_text())["rows"].keys() == {"up", "destroy"}
