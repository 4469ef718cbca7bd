"""The checks of a spec against a running local Azure, in this process; and what the commands call it."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import TYPE_CHECKING

from modelstacks.preflight.azure_examination import examine_azure
from modelstacks.preflight.check_context import CheckContext
from modelstacks.spec import load_deployments, load_platform

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from azure_fixtures import LocalAzureServer
    from modelstacks.lock_decisions import Lock
    from modelstacks.preflight.report import Report
    from modelstacks.preflight.runner import Examination

TODAY = date(2026, 9, 1)
"""A day on which nothing that the tests deploy retires."""
OURS = {"modelstacks-project": "modelstacks-models", "modelstacks-stack": "local"}
"""The tags of what the models stack `local` made."""


def examined(
    azure: LocalAzureServer, spec: Path, principal: str = "owner", lock: Lock | None = None
) -> Examination:
    """Examine *spec*, a deployments.yaml, or a platform.yaml by its name."""
    return examined_in(azure.env(principal), spec, lock)


def examined_in(
    environ: Mapping[str, str], spec: Path, lock: Lock | None = None, rows: Path | None = None
) -> Examination:
    """Examine *spec* in the environment of a local Azure, with the user's own *rows*."""
    platform = spec.name == "platform.yaml"
    loaded = load_platform(spec, environ) if platform else load_deployments(spec, environ, rows)
    tags = OURS | ({"modelstacks-project": "modelstacks-platform"} if platform else {})
    return asyncio.run(examine_azure(loaded, CheckContext(TODAY, tags, lock), environ))


def errors_of(report: Report) -> dict[str, str]:
    """The message of each error by its check."""
    return {finding.check: finding.message for finding in report.findings if finding.severity == "error"}
