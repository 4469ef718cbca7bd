"""A run's file: what it holds, how it is read again, and how it is called."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from modelstacks.contract.exchange import Exchange
from modelstacks.contract.files import ContractFile, contract_text, free_path, read_contract
from modelstacks.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

LONG = {"value": [{"id": number, "in": list(range(30))} for number in range(21)], "few": list(range(20))}
HELD = ContractFile(
    (Exchange("GET", "https://a/b", 200, LONG),), {"B": ("x",), "A": ("y", "z")}, {"rights": "KeyError id"}
)


def test_a_file_says_what_it_is_and_holds_the_first_twenty_of_a_list(tmp_path: Path) -> None:
    text = contract_text(HELD, {"level": 0})
    written = json.loads(text)
    assert list(written) == ["format", "level", "exchanges", "reads", "unreadable"]
    assert (written["format"], written["level"], text[-1]) == (1, 0, "\n")
    assert list(written["reads"]) == ["A", "B"]
    assert written["unreadable"] == {"rights": "KeyError id"}
    (file := tmp_path / "contract.json").write_text(text, encoding="utf-8")
    held = read_contract(file)
    (row,) = held.exchanges
    assert (row.method, row.url, row.status) == ("GET", "https://a/b", 200)
    assert [len(row.answer[name]) for name in ("value", "few")] == [20, 20]
    assert row.answer["value"][19] == {"id": 19, "in": list(range(20))}
    assert row.cut == {"value": 21, "value[].in": 30}
    assert (held.reads, held.unreadable) == (HELD.reads, HELD.unreadable)


@pytest.mark.parametrize("text", ["no", "[]", "{}", '{"exchanges": [], "reads": {}}', '{"exchanges": [1]}'])
def test_another_file_is_refused(tmp_path: Path, text: str) -> None:
    (file := tmp_path / "x.json").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        read_contract(file)
    assert str(refused.value).startswith(f"{file} is no file of `modelstacks contract`: ")
    assert str(refused.value).endswith(".\nName one that it wrote, unchanged.")


def test_a_days_files_are_numbered_from_the_second_on(tmp_path: Path) -> None:
    names = []
    for _ in "123":
        path = free_path(tmp_path, date(2026, 11, 20))
        path.touch()
        names.append(path.name)
    assert names == ["contract-2026-11-20.json", "contract-2026-11-20-2.json", "contract-2026-11-20-3.json"]
