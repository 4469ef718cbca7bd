"""One request on its way through an endpoint: who answers, what was asked, what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import pydantic_core
from pydantic import ValidationError

from localazure.inference import refusals
from localazure.inference.answers import Frame
from localazure.inference.contracts import EXTRA_PARAMETERS, Contract, admitted
from localazure.inference.generation import ENDLESS_TOKENS, Limits
from localazure.inference.requests import Body, Generated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request

    from localazure.arm.resource_type import LocalAzure
    from localazure.inference.metering import Meter
    from localazure.inference.targets import Target

B = TypeVar("B", bound=Body)


@dataclass(frozen=True)
class Call:
    """A request that was let in; *meter* is None where tokens are not limited."""

    azure: LocalAzure
    request: Request
    target: Target
    meter: Meter | None

    def frame(self, prefix: str, prompts: Sequence[str]) -> Frame:
        """Return what the parts of the answer share."""
        return Frame(prefix, self.target.model.name, prompts, self.azure.clock.now())

    def charge(self, usage: dict[str, int]) -> dict[str, int]:
        """Count an answer's tokens and return its usage. Raises RefusalError 429 if they are too many."""
        if self.meter is not None:
            self.meter.charge(self.target.name, usage["total_tokens"], self.azure.clock.now())
        return usage

    async def read(self, contract: Contract, kind: type[B]) -> B:
        """Read the body as *contract* says, as a *kind*. Raises RefusalError 400 or 422 with what is wrong where."""
        body = parsed(await self.request.body())
        if contract.known is not None and isinstance(body, dict):
            body = admitted(body, contract.known, self.request.headers.get(EXTRA_PARAMETERS))
        request = validated(kind, body)
        if not isinstance(request, Generated) or request.max_tokens or not request.default_max_tokens_fits:
            return request
        return request.model_copy(update={"max_tokens": contract.max_tokens})


def parsed(body: bytes) -> Any:
    """Return the body's JSON. Raises RefusalError 422; what is no JSON is not echoed."""
    try:
        return pydantic_core.from_json(body, allow_inf_nan=False)
    except ValueError as err:
        problem = {"type": "json_invalid", "loc": ["body"], "msg": "Invalid JSON", "input": None}
        raise refusals.invalid_body([problem]) from err


def validated(kind: type[B], body: Any) -> B:
    """Return *body* as a *kind*. Raises RefusalError 422; every part of `loc` is a string (public samples join them)."""
    try:
        return kind.model_validate(body)
    except ValidationError as err:
        problems = [
            {
                "type": e["type"],
                "loc": ["body", *map(str, e["loc"])],
                "msg": e["msg"],
                "input": None if e["type"] == "missing" else _shown(e["input"]),
            }
            for e in err.errors()
        ]
        raise refusals.invalid_body(problems) from err


def _shown(sent: Any) -> Any:
    """`1e999` is JSON, but no number that JSON could be answered with."""
    return pydantic_core.from_json(pydantic_core.to_json(sent, inf_nan_mode="strings"))


def limits_of(request: Generated) -> Limits:
    """Return where the texts end that *request* is answered with."""
    stop = (request.stop,) if isinstance(request.stop, str) else tuple(request.stop or ())
    return Limits(
        request.max_tokens,
        stop,
        frozenset(request.stop_token_ids or ()),
        request.ignore_eos,
        request.skip_special_tokens,
        ENDLESS_TOKENS // request.choices,
    )
