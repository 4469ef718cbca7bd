"""The checks inside a program: before the first resource, and with the same findings as `modelstacks check`."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pulumi

from modelstacks.errors import ModelstacksError
from modelstacks.lock import lock_path, read_lock
from modelstacks.preflight.azure_examination import examine_azure

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping

    from modelstacks.preflight.report import Report, Reported
    from modelstacks.programs.entry import Strictness
    from modelstacks.spec import DeploymentsSpec


def check_first(
    spec: DeploymentsSpec, strictness: Strictness, own_tags: Mapping[str, str], environ: Mapping[str, str]
) -> None:
    """Run the checks of *spec*. Raises ModelstacksError where *strictness* is strict and something stops it."""
    if strictness == "off":
        return
    lock = read_lock(lock_path(spec.path))
    seen = _in_a_thread(examine_azure(spec, own_tags, lock, environ))
    report: Report = seen.report
    words = "\n".join(_words(row) for row in report.findings if row.severity != "note")
    if report.stops_strict and strictness == "strict":
        raise ModelstacksError(
            f"The checks found what would fail.\n{words}\n"
            "Nothing was touched. `pulumi config set modelstacks:check warn` goes ahead all the same."
        )
    if words:
        pulumi.log.warn(words)


def _words(row: Reported) -> str:
    about = f" ({', '.join(row.about)})" if row.about else ""
    return f"{row.severity}: {row.message}{about}\n  {row.fix}"


def _in_a_thread(work: Coroutine[Any, Any, Any]) -> Any:
    """Run *work* to its end in a loop of its own: the program already runs in one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()
