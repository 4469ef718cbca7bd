"""The checks against the Azure that the environment names."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from modelstacks.azure.session import open_arm
from modelstacks.catalog import load
from modelstacks.lock import kept_decisions
from modelstacks.preflight.azure_answers import DISCOVERY_URL, AzureAnswers
from modelstacks.preflight.runner import Look, examine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelstacks.lock import Lock
    from modelstacks.preflight.runner import Examination
    from modelstacks.spec import DeploymentsSpec


async def examine_azure(
    spec: DeploymentsSpec, own_tags: Mapping[str, str], lock: Lock | None, environ: Mapping[str, str]
) -> Examination:
    """Ask Azure everything at once and run all checks; what *lock* decided stays.

    *own_tags* is what a resource must carry to be this stack's own. Raises AzureError where the cloud or the
    sign-in fails; a single question that fails is an `unverified` finding.
    """
    look = Look(datetime.now(UTC).date(), kept_decisions(spec, lock))
    discovery = environ.get("REGISTRY_DISCOVERY_ENDPOINT_URL", DISCOVERY_URL).rstrip("/")
    async with open_arm(environ) as arm:
        return await examine(spec, load(), AzureAnswers(arm, spec, load(), own_tags, discovery), look)
