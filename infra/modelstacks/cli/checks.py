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
        _print_table(found)


def _print_table(found: list[dict[str, str]]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("check", "severity", "what", "source"):
        table.add_column(column, no_wrap=column == "check", overflow="fold")
    for row in found:
        table.add_row(*map(Text, row.values()))
    stdout().print(table)
    stdout().print(f"{len(found)} checks; modelstacks = a rule of its own, which no document has")
