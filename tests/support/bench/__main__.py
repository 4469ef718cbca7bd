"""`python -m bench`: what `scripts/bench` runs."""

from __future__ import annotations

import json
import os
import signal
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bench import record, table
from bench.arguments import chosen, parse
from bench.measuring import measured
from bench.record import UsageError
from bench.row import Failure
from bench.rows import ROWS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.row import Result, Row

FAILED, WRONG_USAGE, INTERRUPTED = 1, 2, 130


def main(words: Sequence[str], rows: Sequence[Row] = ROWS) -> int:
    """Measure, print the table and return the exit code.

    Without `--against`: 1 where a target was missed. With it: 1 where a row got worse; what may be missed because the
    machine is slow does not count then. Either way 1 where a row could not be measured.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return _bench(words, rows)
    except UsageError as problem:
        return _say(str(problem), WRONG_USAGE)
    except KeyboardInterrupt:
        return _say("Interrupted. Nothing was written.", INTERRUPTED)


def _bench(words: Sequence[str], rows: Sequence[Row]) -> int:
    arguments = parse(words)
    asked = chosen(rows, arguments.only)
    before = record.read_ratios(arguments.against) if arguments.against else None
    results, failures = _shown(asked, arguments.runs)
    if arguments.json:
        values = record.as_values(results, datetime.now(UTC))
        arguments.json.write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")
    if before is None:
        failures += [table.missed(result) for result in results if not result.met]
    else:
        failures += record.got_worse(results, before)
        for note in record.not_compared(results, before, all_rows=not arguments.only):
            print(note)  # noqa: T201
    return _say("\n".join(failures), FAILED) if failures else 0


def _shown(rows: Sequence[Row], runs: int) -> tuple[list[Result], list[str]]:
    """Measure the rows, print each as soon as it is measured, and say what could not be."""
    print(table.heading(), flush=True)  # noqa: T201
    results, failures = [], []
    for result in measured(rows, runs):
        if isinstance(result, Failure):
            print(table.failed(result), flush=True)  # noqa: T201
            failures.append(table.not_measured(result))
        else:
            print(table.line(result), flush=True)  # noqa: T201
            results.append(result)
    print(table.machine(os.cpu_count() or 1, os.getloadavg()[0]))  # noqa: T201
    return results, failures


def _say(text: str, code: int) -> int:
    print(text, file=sys.stderr)  # noqa: T201
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
