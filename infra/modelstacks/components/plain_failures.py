"""How a dynamic provider fails in plain words: Pulumi's host answers whatever one raises with its Python traceback.

A gRPC server may also set a status and return, and the host hands its RPC context to no provider. So the context is
taken from the host's own frame, which called the provider; what the provider returns then is looked at by nobody.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import grpc  # type: ignore[import-untyped]  # no stubs in the lock file

from modelstacks.errors import ModelstacksError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def failing_plainly(what: str) -> Iterator[None]:
    """Fail the host's RPC with *what* and the words of a ModelstacksError raised within, and swallow it.

    Outside of a host it goes on its way.
    """
    try:
        yield
    except ModelstacksError as err:
        context = _rpc_context()
        if context is None:
            raise
        context.set_code(grpc.StatusCode.UNKNOWN)
        context.set_details(f"{what}\n{err}")


def _rpc_context() -> Any:
    frame = sys._getframe()  # noqa: SLF001  there is no other way to the callers
    while frame.f_back:
        frame = frame.f_back
        found = frame.f_locals.get("context")
        if isinstance(found, grpc.ServicerContext):
            return found
    return None
