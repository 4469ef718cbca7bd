"""`modelstacks checks`: what `modelstacks check` looks at."""

from __future__ import annotations

from modelstacks.cli.options import OutputOption
from modelstacks.cli.output import Output, print_json, stdout


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
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in (noun, "severity", "what", "source"):
        table.add_column(column, no_wrap=column == noun, overflow="fold")
    for row in found:
        table.add_row(*map(Text, row.values()))
    stdout().print(table)
    stdout().print(f"{len(found)} {noun}s; modelstacks = a rule of its own, which no document has")
