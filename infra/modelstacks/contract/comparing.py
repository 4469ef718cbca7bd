"""What was answered beside what the local Azure answers and what the code reads: pure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from modelstacks.contract.expectation import Expected
from modelstacks.contract.shapes import expected_types, is_optional, parent, shape_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from modelstacks.contract.exchange import Exchange
    from modelstacks.contract.shapes import Shape

Verdict: TypeAlias = Literal["the same", "differs", "not allowed", "no answer"]
VERDICTS: tuple[Verdict, ...] = ("differs", "no answer", "not allowed", "the same")
FORBIDDEN = 403
READ = ", which the code reads"
NOTHING_KNOWN = Expected({})


@dataclass(frozen=True)
class Compared:
    """A kind of request, or another thing that was tried: its answers' *statuses*, each time it was sent, and *how* they
    differ, a line each."""

    kind: str
    statuses: tuple[int, ...]
    verdict: Verdict
    how: tuple[str, ...] = ()


def compare(
    exchanges: Iterable[Exchange],
    expectation: Mapping[str, Expected],
    reads: Mapping[str, Iterable[str]],
    unreadable: Mapping[str, str],
) -> list[Compared]:
    """Return a row for each kind, in the order they were first sent.

    *reads*: the fields that the code looked at in this run, by kind. What is *unreadable* for it comes last: why, by what
    it was about.
    """
    by_kind: defaultdict[str, list[Exchange]] = defaultdict(list)
    for exchange in exchanges:
        by_kind[exchange.kind].append(exchange)
    rows = [_compared(kind, rows, _known(kind, expectation, reads)) for kind, rows in by_kind.items()]
    return rows + [Compared(what, (), "differs", (why,)) for what, why in unreadable.items()]


def _known(kind: str, expectation: Mapping[str, Expected], reads: Mapping[str, Iterable[str]]) -> Expected:
    known = expectation.get(kind.lower(), NOTHING_KNOWN)
    return Expected(known.answers, known.reads.union(reads.get(kind, ())))


def _compared(kind: str, rows: list[Exchange], known: Expected) -> Compared:
    by_status: defaultdict[int, list[Exchange]] = defaultdict(list)
    for row in rows:
        by_status[row.status].append(row)
    verdict, how = _verdict(by_status, known)
    return Compared(kind, tuple(sorted(row.status for row in rows)), verdict, tuple(how))


def _verdict(by_status: Mapping[int, list[Exchange]], known: Expected) -> tuple[Verdict, list[str]]:
    """The worst that any of the answers says."""
    told = {status: rows for status, rows in by_status.items() if status not in {0, FORBIDDEN}}
    if how := [line for status, rows in told.items() for line in _differences(status, rows, known)]:
        return "differs", how
    if 0 in by_status:
        return "no answer", sorted({row.failure for row in by_status[0]})
    if FORBIDDEN in by_status:
        return "not allowed", sorted({row.code for row in by_status[FORBIDDEN]})
    return "the same", []


def _differences(status: int, rows: list[Exchange], known: Expected) -> Iterator[str]:
    expected = known.answers.get(status)
    codes = sorted({row.code for row in rows if row.code})
    if expected is None:
        others = ", ".join(map(str, sorted(known.answers))) or "nothing: it was never asked"
        yield f"answers {' '.join([str(status), *codes])}; the local Azure {others}"
        return
    if not set(codes) <= set(expected.codes):
        yield f"{status} has the code {', '.join(codes)}; on the local Azure {', '.join(expected.codes) or 'none'}"
    shape = shape_of(rows)
    reads = known.reads if status < 400 else frozenset[str]()
    yield from _lacking(shape, expected.fields, reads)
    yield from _of_other_types(shape, expected.fields, reads)
    yield from _more(shape, expected.fields)


def _lacking(shape: Shape, fields: Mapping[str, str], reads: frozenset[str]) -> Iterator[str]:
    """What the local Azure always has; of what it never has, the code asks in vain there as well."""
    gone = [path for path, said in fields.items() if not is_optional(said) and shape.lacks(path)]
    for path in sorted(gone, key=lambda path: path not in reads):
        yield f"lacks {path}{READ if path in reads else ''}"


def _of_other_types(shape: Shape, fields: Mapping[str, str], reads: frozenset[str]) -> Iterator[str]:
    for path, said in fields.items():
        other = shape.types[path] - expected_types(said) if path in shape.types else set()
        if other:
            yield f"{path} is {' or '.join(sorted(other))}, not {said.removesuffix('?')}{READ if path in reads else ''}"


def _more(shape: Shape, fields: Mapping[str, str]) -> Iterator[str]:
    """Of a field that is not known what lies below it is not known either: the uppermost is enough."""
    new = [path for path in shape.fields() if path not in fields]
    for path in new:
        if parent(path) not in new and not path.endswith("[]"):
            yield f"has {path} as well"
