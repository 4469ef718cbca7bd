"""What the checks found, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.cli.tables import Column, Table

if TYPE_CHECKING:
    from modelstacks.preflight.report import Report

COLUMNS = (Column("level"), Column("check"), Column("finding", below=1, prose=True))
STYLES = {"error": "bold red", "unverified": "magenta", "warning": "yellow", "note": "dim"}


def findings_table(report: Report) -> Table:
    """Return the findings of *report*, worst first."""
    return Table(COLUMNS, report.rows(), STYLES, titles=False)
