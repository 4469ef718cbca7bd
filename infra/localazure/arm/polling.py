"""How clients follow an operation: the headers they get, and what the two polling URLs answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localazure.arm import operations
from localazure.arm.answer import Answer
from localazure.arm.shape import shown

if TYPE_CHECKING:
    from localazure.arm.answer import Asked
    from localazure.arm.operations import Running

POLL_HEADERS = {"retry-after-ms": "50"}
"""No `Retry-After` beside it: azure-core would take that one first, and wait whole seconds."""


def poll_headers(asked: Asked, running: Running) -> dict[str, str]:
    """Return the headers of a write that began *running*; `Location` goes out where a 202 may come of it."""
    headers = {"Azure-AsyncOperation": _url(asked, running.status_path), **POLL_HEADERS}
    if running.verb != "PUT":
        headers["Location"] = _url(asked, running.result_path)
    return headers


def _url(asked: Asked, path: str) -> str:
    return f"{asked.azure.url}{path}?api-version={asked.api_version}"


def count_poll(asked: Asked) -> None:
    """Move the operation on that a GET asks about, by its URL or by its resource's."""
    if asked.method != "GET":
        return
    running = _by_url(asked) or asked.azure.store.running_operation(asked.path)
    if running is not None:
        operations.poll(asked.azure, running)


def find_polled(asked: Asked) -> Answer | None:
    """Answer a poll, or return None if the path is no operation's.

    Any caller with a valid token may ask: the name can't be guessed (assumed; Azure has rights for it).
    """
    running = _by_url(asked) if asked.method == "GET" else None
    if running is None:
        return None
    if asked.path.lower() == running.status_path.lower():
        return _status(running)
    return _result(asked, running)


def _by_url(asked: Asked) -> Running | None:
    running = asked.azure.store.find_operation(asked.path.rsplit("/", 1)[-1])
    if running is None:
        return None
    polled_at = {running.status_path.lower(), running.result_path.lower()}
    return running if asked.path.lower() in polled_at else None


def _status(running: Running) -> Answer:
    """Answer `Azure-AsyncOperation`: always 200, the outcome is in the body."""
    body = {"id": running.status_path, "name": running.name, "status": running.status}
    body["startTime"] = running.started
    if running.status == "InProgress":
        return Answer(200, body, dict(POLL_HEADERS))
    outcome = {"endTime": running.ended, "percentComplete": 100.0}
    if running.result is not None:
        outcome["properties"] = running.result
    if running.error is not None:
        outcome["error"] = {key: value for key, value in running.error.items() if key != "status"}
    return Answer(200, body | outcome)


def _result(asked: Asked, running: Running) -> Answer:
    """Answer `Location`: 202 while it runs, then what the write would have answered at once."""
    if running.status == "InProgress":
        return Answer(202, headers={"Location": _url(asked, running.result_path), **POLL_HEADERS})
    error = operations.error_of(running.error)
    if error is not None:
        raise error
    if running.verb == "POST":
        return Answer(200 if running.result is not None else 204, running.result)
    resource = asked.azure.store.find(running.resource)
    return Answer(204) if resource is None else Answer(200, shown(asked.azure, resource))
