"""How a provider's long-running operations look to clients: which headers a write answers, and what polling says.

Every provider of Azure has its own way; the defaults are the most common one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from localazure.arm.errors import ArmError
    from localazure.arm.operation import Running

Verb: TypeAlias = Literal["PUT", "PATCH", "DELETE", "POST"]


@dataclass(frozen=True)
class Wire:
    """The operations of a provider, or of one type.

    *status_path* (polled through `Azure-AsyncOperation`) and *result_path* (through `Location`) are templates below
    the provider's path at subscription scope (with a leading slash: the whole path), with `{location}`,
    `{operation}`, `{resource}` and `{subscription}`; a query may follow a `?`. *asynchronous* are the verbs that
    get the former header, *located* those that get the latter, *at_itself* those whose `Location` is the resource.
    *status_version* is the api-version of status URLs where it is not the request's. *timeout* stands in
    `x-ms-async-operation-timeout` for the verbs *timed*, *retry_after_s* in `Retry-After`. *silent* are the verbs that
    answer without a body, *null* those that answer the JSON value null. *created* is the status of a PUT or PATCH
    that begins an operation, where it is not the type's.

    *running* is the status while it runs, *fields* what the status says besides itself; *shows_result*: an action's
    result stands in it, under `properties`. *result_is_status*: the results URL answers the status, too; otherwise
    *deleted* is its status once a deleted resource is gone. *lost* may refuse a poll at an api-version, as if the
    operation had never been; it gets the time, too. *remembers*: the resource keeps the URL of its last operation (LAST in its private part).
    """

    status_path: str = "locations/{location}/operationStatuses/{operation}"
    result_path: str = "locations/{location}/operationResults/{operation}"
    asynchronous: tuple[Verb, ...] = ("PUT", "PATCH", "DELETE", "POST")
    located: tuple[Verb, ...] = ("PATCH", "DELETE", "POST")
    at_itself: tuple[Verb, ...] = ()
    status_version: str = ""
    timeout: str = ""
    timed: tuple[Verb, ...] = ("PUT", "PATCH", "DELETE")
    retry_after_s: int | None = None
    silent: tuple[Verb, ...] = ("DELETE", "POST")
    null: tuple[Verb, ...] = ()
    created: int | None = None
    running: str = "InProgress"
    succeeded: str = "Succeeded"
    fields: tuple[str, ...] = ("id", "name", "startTime", "endTime", "percentComplete")
    result_is_status: bool = False
    deleted: int = 204
    lost: Callable[[Running, str, datetime], ArmError | None] | None = None
    remembers: bool = False


LAST = "lastOperation"
"""The key in a resource's private part under which Wire.remembers keeps a URL (without the host)."""
