"""The header `extra-parameters`: what becomes of a parameter that the route does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.inference.client import Request
from modelstacks.inference.judges import NOT_SUPPORTED, object_that, refused
from modelstacks.inference.probe import Exchange, probe
from modelstacks.inference.probes.chat import QUESTION, chat_problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.inference.client import Answer
    from modelstacks.inference.target import SmokeTarget

UNKNOWN = "modelstacks_unknown"


@probe("extra-parameters", "full", "chat-completion")
def extra_parameters(_: SmokeTarget) -> Iterator[Exchange]:
    """An unknown parameter is refused with `error`, left out with `drop`, handed on with `pass-through`."""
    refusal = refused(*sorted(NOT_SUPPORTED), why=f"{UNKNOWN} (extra-parameters: error)")
    yield Exchange(_request("error"), refusal, in_openai_schema=False)
    yield Exchange(_request("drop"), object_that(chat_problem), in_openai_schema=False)
    yield Exchange(_request("pass-through"), handed_on, in_openai_schema=False)


def _request(option: str) -> Request:
    return Request(
        "POST", "/chat/completions", {**QUESTION, UNKNOWN: True}, headers={"extra-parameters": option}
    )


def handed_on(answer: Answer) -> str | None:
    """Return what is wrong with an answer after `pass-through`: the model may take the parameter or refuse it."""
    return None if answer.status in NOT_SUPPORTED else object_that(chat_problem)(answer)
