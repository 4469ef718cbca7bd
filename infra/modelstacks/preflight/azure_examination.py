"""The checks against the Azure that the environment names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modelstacks.azure.session import open_arm
from modelstacks.lock import kept_decisions
from modelstacks.preflight.azure_answers import AzureAnswers
from modelstacks.preflight.registry_answers import DISCOVERY_URL
from modelstacks.preflight.runner import Look, examine

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from modelstacks.catalog import Catalog
    from modelstacks.lock import Lock
    from modelstacks.preflight.runner import Examination
    from modelstacks.spec import Wanted


@dataclass(frozen=True)
class Standpoint:
    """From where one looks: the day, the *tags* by which the stack's own resources are known, what its *lock* decided."""

    today: date
    tags: Mapping[str, str]
    lock: Lock | None = None


async def examine_azure(
    spec: Wanted, catalog: Catalog, standpoint: Standpoint, environ: Mapping[str, str]
) -> Examination:
    """Ask Azure everything at once and run all checks; what the lock decided stays.

    Raises AzureError where the cloud or the sign-in fails; a single question that fails is an `unverified` finding.
    """
    look = Look(standpoint.today, kept_decisions(spec, standpoint.lock))
    discovery = environ.get("REGISTRY_DISCOVERY_ENDPOINT_URL", DISCOVERY_URL).rstrip("/")
    async with open_arm(environ) as arm:
        await arm.sign_in()
        return await examine(
            spec, catalog, AzureAnswers(arm, spec, catalog, standpoint.tags, discovery), look
        )
