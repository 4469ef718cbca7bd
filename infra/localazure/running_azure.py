"""The running local Azure: its parts in one object, and who may do what in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from localazure import metadata
from localazure.arm.errors import ArmError
from localazure.entra import bearer
from localazure.rbac.access import Access
from localazure.request_notes import note_missing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from localazure.arm.provider_registry import ProviderRegistry
    from localazure.arm.resource_type import Caller
    from localazure.arm.store import Store
    from localazure.clock import LocalClock
    from localazure.entra.tokens import TokenAuthority
    from localazure.faults import Faults
    from localazure.scenarios import Scenario


@dataclass(frozen=True)
class RunningAzure:
    """What routes and hooks get; it fulfils the LocalAzure protocol. *secrets* are client secrets by principal."""

    url: str
    store: Store
    providers: ProviderRegistry
    clock: LocalClock
    scenario: Scenario
    faults: Faults
    tokens: TokenAuthority
    secrets: Mapping[str, str] = field(repr=False)
    control_token: str = field(repr=False)

    def authenticate(self, authorization: str | None) -> Caller:
        """Return who sent this `Authorization` header; raises ArmError 401 with `WWW-Authenticate`."""
        audiences = (self.url, *metadata.ARM_AUDIENCES, *bearer.ML_AUDIENCES)
        return bearer.caller(self.tokens, self.scenario, authorization, audiences)

    def authenticate_data_plane(self, authorization: str | None, audiences: Sequence[str]) -> Caller:
        """Return who sent this header to an endpoint: as ARM does, but only for *audiences*."""
        return bearer.caller(self.tokens, self.scenario, authorization, audiences)

    def authorize(self, caller: Caller, action: str, scope: str, *, data: bool = False) -> None:
        """Raise ArmError 403 `AuthorizationFailed` unless *caller* may do *action* at *scope* (an id)."""
        try:
            Access(self.store, self.scenario, self.clock.now()).check(caller, action, scope, data=data)
        except ArmError:
            note_missing(action, scope)
            raise
