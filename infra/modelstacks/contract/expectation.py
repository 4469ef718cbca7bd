"""What the local Azure answers to each kind of request: the packaged file, made by `scripts/contract-expectation`."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from importlib import resources
from typing import TYPE_CHECKING, Any

from modelstacks.contract.shapes import shape_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from modelstacks.contract.exchange import Exchange

FILE = "expected.json"
COMMENT = "What the local Azure answers. Written by scripts/contract-expectation; don't edit it."


@dataclass(frozen=True)
class Answered:
    """An answer with one status: its *fields* as `Shape.as_json` writes them, and Azure's *codes* of a refusal."""

    fields: Mapping[str, str] = field(default_factory=dict)
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Expected:
    """What is known of a kind of request: the answers by status, and the fields that the code reads."""

    answers: Mapping[int, Answered]
    reads: frozenset[str] = frozenset()


def load_expectation() -> dict[str, Expected]:
    """Return what is expected, by the kind in lower case."""
    text = resources.files(__package__).joinpath(FILE).read_text(encoding="utf-8")
    return {kind: _expected(row) for kind, row in json.loads(text)["kinds"].items()}


def _expected(row: Mapping[str, Any]) -> Expected:
    answers = {
        int(status): Answered(answer.get("fields", {}), tuple(answer.get("codes", ())))
        for status, answer in row["answers"].items()
    }
    return Expected(answers, frozenset(row.get("reads", ())))


def expectation_text(exchanges: Iterable[Exchange], reads: Mapping[str, set[str]]) -> str:
    """Return the file that these exchanges with the local Azure make."""
    by_kind: defaultdict[str, defaultdict[int, list[Exchange]]] = defaultdict(lambda: defaultdict(list))
    for exchange in exchanges:
        by_kind[exchange.kind.lower()][exchange.status].append(exchange)
    read = {kind.lower(): sorted(fields) for kind, fields in reads.items()}
    kinds = {
        kind: {
            "answers": {str(status): _answered(rows) for status, rows in sorted(answers.items())},
            "reads": read.get(kind, []),
        }
        for kind, answers in sorted(by_kind.items())
    }
    return json.dumps({"comment": COMMENT, "kinds": kinds}, indent=1) + "\n"


def _answered(rows: list[Exchange]) -> dict[str, Any]:
    codes = sorted({row.code for row in rows if row.code})
    return {"fields": shape_of(rows).as_json(), **({"codes": codes} if codes else {})}
