"""The checks against the Azure that the environment names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.preflight.asked_azure import open_asked
from modelstacks.preflight.runner import examine
from modelstacks.telemetry.spans import span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelstacks.preflight.check_context import CheckContext
    from modelstacks.preflight.runner import Examination
    from modelstacks.spec import Spec


async def examine_azure(spec: Spec, context: CheckContext, environ: Mapping[str, str]) -> Examination:
    """Ask Azure everything at once and run all checks; what the lock decided stays.

    Raises AzureError where the cloud or the sign-in fails; a single question that fails is an `unverified` finding.
    """
    with span("examination"):
        async with open_asked(spec, context.tags, environ) as azure:
            return await examine(spec, spec.catalog, lambda ask: ask.fetch(azure), context)
