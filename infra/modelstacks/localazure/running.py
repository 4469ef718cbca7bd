"""The running local Azure: its parts in one object, and who may do what in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from modelstacks.localazure import metadata
from modelstacks.localazure.entra import bearer
from modelstacks.localazure.rbac.access import Access

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelstacks.localazure.arm.catalogue import Providers
    from modelstacks.localazure.arm.resource_type import Caller
    from modelstacks.localazure.azure import Store
    from modelstacks.localazure.clock import LocalClock
    from modelstacks.localazure.entra.tokens import TokenAuthority
    from modelstacks.localazure.faults import Faults
    from modelstacks.localazure.scenarios import Scenario


@dataclass(frozen=True)
class RunningAzure:
    """What routes and hooks get; it fulfils the LocalAzure protocol. *secrets* are client secrets by principal."""

    url: str
    store: Store
    providers: Providers
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

    def verify_data_plane_token(self, token: str) -> Caller:
        """Return who holds this token of audience https://ml.azure.com; raises ArmError 401 like ARM's."""
        return bearer.caller(self.tokens, self.scenario, f"Bearer {token}", bearer.ML_AUDIENCES)

    def allowed(self, caller: Caller, action: str, scope: str, *, data: bool = False) -> bool:
        """Tell whether *caller* may do *action* at *scope* (an id, "" for the tenant); *data*: a data action."""
        return self.access().allows(caller.object_id, action, scope, data=data)

    def authorize(self, caller: Caller, action: str, scope: str) -> None:
        """Raise ArmError 403 `AuthorizationFailed` unless *caller* may do *action* at *scope* (an id)."""
        self.access().check(caller, action, scope)

    def access(self) -> Access:
        """Return the assignments and roles as they stand, for questions about rights."""
        return Access(self.store, self.scenario, self.clock.now())
