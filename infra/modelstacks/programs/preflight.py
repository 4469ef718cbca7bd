"""The checks inside a program: before the first resource, and with the same findings as `modelstacks check`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi

from modelstacks.errors import ModelstacksError
from modelstacks.preflight.azure_examination import examine_azure

if TYPE_CHECKING:
    from modelstacks.preflight.check_context import CheckContext
    from modelstacks.preflight.report import Level, Report, Reported
    from modelstacks.programs.azure_thread import AzureThread
    from modelstacks.programs.entry import Settings
    from modelstacks.spec import Spec

IN_A_WARNING: dict[Level, str] = {"error": "this would fail: ", "unverified": "unverified: ", "warning": ""}


def check_first(azure: AzureThread, spec: Spec, context: CheckContext, settings: Settings) -> None:
    """Run the checks of *spec*. Raises ModelstacksError where `modelstacks:check` is strict and something stops it."""
    if settings.check == "off":
        return
    seen = azure.result(examine_azure(spec, context, azure.environ))
    report: Report = seen.report
    told = [row for row in report.findings if row.severity != "note"]
    if report.stops_strict and settings.check == "strict":
        words = "\n".join(f"{row.severity}: {_words(row)}" for row in told)
        raise ModelstacksError(
            f"The checks found what would fail.\n{words}\n"
            "Nothing was touched. `pulumi config set modelstacks:check warn` goes ahead all the same."
        )
    for row in told:
        pulumi.log.warn(as_warning(row))


def as_warning(row: Reported) -> str:
    """Return the finding for Pulumi's log, which writes `warning:` in front of it."""
    return f"{IN_A_WARNING[row.severity]}{_words(row)}"


def _words(row: Reported) -> str:
    about = f" ({', '.join(row.about)})" if row.about else ""
    return f"{row.message}{about}\n  {row.fix}"
