"""azure-mgmt-cognitiveservices' client: opened, waited for, and its writes sent again while an account is busy."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeAlias

from modelstacks.azure.account_turns import FREE_WITHIN_S, MAY_PASS, is_busy
from modelstacks.azure.arm_errors import arm_error
from modelstacks.azure.cloud import ca_bundle, resolve_cloud
from modelstacks.azure.credentials import sync_credential
from modelstacks.azure.ml_ensure import wait
from modelstacks.azure.request_log import RequestLogPolicy
from modelstacks.errors import AzureError
from modelstacks.retrying import attempts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Client: TypeAlias = Any
"""azure-mgmt-cognitiveservices' client, whose stubs take bodies as classes alone and not as the JSON that it sends."""


@contextmanager
def open_accounts(environ: Mapping[str, str], subscription: str) -> Iterator[Client]:
    """Yield the client of the cloud that *environ* names. Raises AzureError."""
    from azure.mgmt.cognitiveservices import CognitiveServicesManagementClient

    cloud = resolve_cloud(environ)
    credential: Any = sync_credential(cloud, environ)
    with (
        in_our_words(),
        credential,
        CognitiveServicesManagementClient(
            credential,
            subscription,
            cloud.resource_manager,
            credential_scopes=[cloud.scope],
            connection_verify=ca_bundle(environ) or True,
            per_retry_policies=[RequestLogPolicy()],
        ) as client,
    ):
        yield client


@contextmanager
def in_our_words() -> Iterator[None]:
    """Turn what azure-core raises into AzureError."""
    from azure.core.exceptions import AzureError as CoreError

    try:
        yield
    except CoreError as err:
        raise arm_error(err) from err


def found(get: Callable[[], Any], timeout_s: float) -> Any:
    """Return what is there once it is not busy, or None."""
    from azure.core.exceptions import ResourceNotFoundError

    with in_our_words():
        for attempt in attempts(_BusyError, within_s=timeout_s):
            with attempt:
                try:
                    live = get()
                except ResourceNotFoundError:
                    return None
                if is_busy(as_arm_has_it(live)):
                    raise _BusyError
        return live


def as_arm_has_it(model: Any) -> dict[str, Any]:
    """The client's own `as_dict` has names of Python's."""
    body: dict[str, Any] = model.serialize(keep_readonly=True)
    return body


class _BusyError(AzureError):
    def __init__(self) -> None:
        super().__init__("Azure is still working on it: run this again to see how it ended.", code="TimedOut")


def write(
    begin: Callable[[], Any], what: str, timeout_s: float, below: tuple[Client, str, str] | None = None
) -> None:
    """*below*: the client, the group and the account whose turn has to come first."""
    for attempt in attempts(_may_pass, within_s=FREE_WITHIN_S):
        with attempt, in_our_words():
            if below:
                _wait_until_free(*below)
            wait(begin(), what, timeout_s)


def _wait_until_free(client: Client, group: str, account: str) -> None:
    """After the longest wait the write is tried all the same, and Azure says what it thinks of it."""
    with suppress(_BusyError):
        for attempt in attempts(_BusyError, within_s=FREE_WITHIN_S):
            with attempt:
                working = [
                    each.name
                    for each in client.deployments.list(group, account)
                    if is_busy(as_arm_has_it(each))
                ]
                now = [client.deployments.get(group, account, name) for name in working]
                if any(is_busy(as_arm_has_it(each)) for each in (client.accounts.get(group, account), *now)):
                    raise _BusyError


def _may_pass(err: Exception) -> bool:
    return isinstance(err, AzureError) and err.code in MAY_PASS
