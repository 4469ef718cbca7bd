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
    examination = azure.result(examine_azure(spec, context, azure.environ))
    report: Report = examination.report
    shown = [finding for finding in report.findings if finding.severity != "note"]
    if report.stops_strict and settings.check == "strict":
        lines = "\n".join(f"{finding.severity}: {_text(finding)}" for finding in shown)
        raise ModelstacksError(
            f"The checks found what would make this fail.\n{lines}\n"
            "Nothing was touched. To go ahead anyway, run: pulumi config set modelstacks:check warn"
        )
    for finding in shown:
        pulumi.log.warn(as_warning(finding))


def as_warning(finding: Reported) -> str:
    """Return the finding for Pulumi's log, which writes `warning:` in front of it."""
    return f"{IN_A_WARNING[finding.severity]}{_text(finding)}"


def _text(finding: Reported) -> str:
    about = f" ({', '.join(finding.about)})" if finding.about else ""
    return f"{finding.message}{about}\n  {finding.fix}"
