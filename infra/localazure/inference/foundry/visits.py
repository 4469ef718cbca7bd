"""Who is let in where: an account by its address, the caller by a key or a token, what they may do by data actions."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from localazure.arm.errors import ArmError
from localazure.inference.foundry import refusals
from localazure.inference.foundry.deployments import is_up
from localazure.providers.cognitiveservices.accounts import keys_of
from localazure.providers.cognitiveservices.addresses import HOSTS_OF_KINDS, account_at
from localazure.providers.cognitiveservices.names import NAMESPACE, PROJECTS
from localazure.request_notes import KEY, note_caller

if TYPE_CHECKING:
    from starlette.requests import Request

    from localazure.arm.resource_type import Caller, LocalAzure, Resource
    from localazure.inference.metering import Window

AUDIENCES = ("https://ai.azure.com", "https://cognitiveservices.azure.com")
"""Of the tokens that are taken; Microsoft's pages name the first one, older ones the second (assumed: both, anywhere)."""
_JWT_DOTS = 2


@dataclass(frozen=True)
class Visit:
    """A request that was let in. *caller* is None where a key was shown, which opens everything.

    *scope* is what data actions are asked for at: the account, or the project that the address names. *operation* is the
    route in Azure's words, *windows* are the minutes of all deployments by name.
    """

    azure: LocalAzure
    request: Request
    account: Resource
    caller: Caller | None
    scope: str
    operation: str
    windows: dict[str, Window]

    def require(self, *actions: str) -> None:
        """Raise RefusalError 401 unless the caller may do one of the data actions (`accounts/…`, without the namespace)."""
        full = [f"{NAMESPACE}/{action}" for action in actions]
        if self.caller is not None and not any(self._may(self.caller, action) for action in full):
            raise refusals.no_data_action(self.caller.object_id, full[0], self.operation)

    def _may(self, caller: Caller, action: str) -> bool:
        try:
            self.azure.authorize(caller, action, self.scope, data=True)
        except ArmError:
            return False
        return True


def let_in(azure: LocalAzure, request: Request, operation: str, windows: dict[str, Window]) -> Visit:
    """Return the visit that *request* begins. Raises RefusalError 401, 403 or 404."""
    account = _reached(azure, request.path_params["subdomain"])
    if str(account.properties.get("publicNetworkAccess")).lower() == "disabled":
        raise refusals.no_public_access()
    caller = _caller(azure, account, request)
    scope = _project(azure, account, request) or str(account.id)
    return Visit(azure, request, account, caller, scope, operation, windows)


def _reached(azure: LocalAzure, subdomain: str) -> Resource:
    """An account that is not ready has no address yet; neither has one of a kind without models (both assumed)."""
    account = account_at(azure.store, subdomain)
    if account is None or account.body["kind"] not in HOSTS_OF_KINDS:
        raise refusals.wrong_key()
    if not is_up(account):
        raise refusals.wrong_key()
    return account


def _caller(azure: LocalAzure, account: Resource, request: Request) -> Caller | None:
    """A key may come as `api-key` or, seen on v1, as bearer token; azure-ai-inference sends both at once."""
    authorization = request.headers.get("authorization", "")
    bearer = authorization.removeprefix("Bearer ").strip()
    key = request.headers.get("api-key") or (bearer if bearer.count(".") != _JWT_DOTS else "")
    if key:
        _check_key(account, key)
        return None
    if not account.properties.get("customSubDomainName") and bearer:
        raise refusals.no_subdomain()
    try:
        return azure.authenticate_data_plane(authorization, AUDIENCES)
    except ArmError as err:
        raise refusals.bad_token() from err


def _check_key(account: Resource, key: str) -> None:
    if account.properties.get("disableLocalAuth"):
        raise refusals.keys_are_off()
    if not any(secrets.compare_digest(key.encode(), each.encode()) for each in keys_of(account)):
        raise refusals.wrong_key()
    note_caller(KEY)


def _project(azure: LocalAzure, account: Resource, request: Request) -> str | None:
    name = request.path_params.get("project")
    if name is None:
        return None
    project = azure.store.find(account.id.child(PROJECTS.rpartition("/")[2], name))
    if project is None:
        raise refusals.no_project(name)
    return str(project.id)
