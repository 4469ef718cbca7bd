"""`modelstacks checks`: what `modelstacks check` looks at."""

from __future__ import annotations

from modelstacks.cli.options import OutputOption
from modelstacks.cli.output import Output, print_json, stdout
from modelstacks.cli.tables import Column, Table, show

COLUMNS = (
    Column("severity"),
    Column("what", below=1, prose=True),
    Column("source", below=1, prose=True),
)


def checks(output: OutputOption = Output.TABLE) -> None:
    """List the checks: what each makes sure of, how bad it is if not, and where the fact is from."""
    from modelstacks.preflight.checks import described_checks

    found = described_checks()
    if output is Output.JSON:
        print_json(found)
    else:
        print_described(found, "check")


def print_described(found: list[dict[str, str]], noun: str) -> None:
    """Print checks, or whatever else has an id, a severity, what it makes sure of and a source; *noun*: what they are."""
    show(Table((Column(noun), *COLUMNS), [list(row.values()) for row in found]))
    stdout().print(f"{len(found)} {noun}s; source modelstacks: a rule of its own")
