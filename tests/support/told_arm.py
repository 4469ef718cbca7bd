"""ARM that answers what it is told, without a network: for answers that the local Azure never gives."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

from foundry_answers import REGION, account, foundry, in_accounts
from modelstacks.azure.arm import Arm
from modelstacks.errors import AzureError
from modelstacks.preflight.asked_azure import AskedAzure
from preflight_builders import OWN_TAGS
from spec_builders import CATALOG, deployment, spec_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelstacks.preflight.facts import Ask

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


class ToldArm(Arm):
    """Our own client down to what it sends; *answers* are bodies, or errors, by how a path ends: else it answers 404.

    *asked*: each request that reads, as `METHOD path?version`, with its query and its body, if any.
    """

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self.answered_at = NOW
        self.answers = dict(answers)
        self.asked: list[str] = []

    async def _send(
        self,
        method: str,
        path: str,
        api_version: str | None,
        *,
        query: Mapping[str, str] | None = None,
        body: Any = None,
    ) -> dict[str, Any]:
        self._note(method, path, api_version, query, body)
        for end, answer in self.answers.items():
            if path.endswith(end):
                if isinstance(answer, AzureError):
                    raise answer
                found: dict[str, Any] = answer
                return found
        raise AzureError(f"{path} is not there", code="ResourceNotFound", status=404)

    async def _begin(
        self,
        method: str,
        path: str,
        api_version: str,
        body: Any,
        query: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """Take a DELETE for done at once; what is told of `DELETE path` is the refusal of it."""
        self._note(method, path, api_version, query, body)
        refusal = self.answers.get(f"{method} {path}")
        if isinstance(refusal, AzureError):
            raise refusal
        if method == "DELETE" and refusal is None:
            self.answers.pop(path, None)
        return {}

    def _note(self, method: str, path: str, api_version: str | None, *more: Any) -> None:
        self.asked.append(" ".join([f"{method} {path}?{api_version}", *map(json.dumps, filter(None, more))]))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Nothing was opened."""


def listed(*items: Any) -> dict[str, Any]:
    """Return the one page of a list."""
    return {"value": list(items)}


def asked(ask: Ask[Any], answers: dict[str, Any]) -> tuple[Any, list[str]]:
    """Return the answer to *ask* of a file with a workspace and two accounts, and the requests that it took."""
    there = in_accounts(account(REGION), account("eastus2"))
    arm = ToldArm(answers)
    spec = spec_of([deployment("own"), foundry()], parents=there["parents"])

    async def fetch() -> Any:
        return await ask.fetch(AskedAzure(arm, spec, CATALOG, OWN_TAGS, "https://discovery"))

    return asyncio.run(fetch()), arm.asked
