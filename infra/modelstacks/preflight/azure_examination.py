"""The checks against the Azure that the environment names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from modelstacks.azure.session import open_arm
from modelstacks.lock import kept_decisions
from modelstacks.preflight.azure_answers import DISCOVERY_URL, AzureAnswers
from modelstacks.preflight.runner import Look, examine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelstacks.catalog import Catalog
    from modelstacks.lock import Lock
    from modelstacks.preflight.runner import Examination
    from modelstacks.spec import Wanted


@dataclass(frozen=True)
class Own:
    """What is the stack's already: the *tags* by which its resources are known, and what its *lock* decided."""

    tags: Mapping[str, str]
    lock: Lock | None = None


async def examine_azure(spec: Wanted, catalog: Catalog, own: Own, environ: Mapping[str, str]) -> Examination:
    """Ask Azure everything at once and run all checks; what the lock decided stays.

    Raises AzureError where the cloud or the sign-in fails; a single question that fails is an `unverified` finding.
    """
    look = Look(datetime.now(UTC).date(), kept_decisions(spec, own.lock))
    discovery = environ.get("REGISTRY_DISCOVERY_ENDPOINT_URL", DISCOVERY_URL).rstrip("/")
    async with open_arm(environ) as arm:
        return await examine(spec, catalog, AzureAnswers(arm, spec, catalog, own.tags, discovery), look)
