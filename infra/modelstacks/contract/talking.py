"""One `/info` and one chat of 8 tokens: what a user of the endpoint gets."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from modelstacks.inference.client import Request, ask, get_info, open_client
from modelstacks.inference.probes.chat import chat_problem
from modelstacks.inference.smoke import judge, may_come
from modelstacks.retrying import ask_until

if TYPE_CHECKING:
    from modelstacks.inference.target import SmokeTarget

CHAT = {"messages": [{"role": "user", "content": "Say hello."}], "max_tokens": 8}
READY_WITHIN_S = 120.0


async def talk(target: SmokeTarget) -> list[str]:
    """Return what is wrong with the answers. Until an endpoint is ready `/info` is asked again; it costs nothing."""
    async with open_client() as client:
        info = await ask_until(
            lambda answer: not may_come(answer),
            lambda: get_info(client, target.endpoint),
            within_s=READY_WITHIN_S,
        )
        said = await ask(client, target.endpoint, Request("POST", "/chat/completions", CHAT))
    wrong = [judge(target, info)]
    if said.status != HTTPStatus.OK or said.body is None:
        wrong.append(f"the chat was answered with {said.shown()}")
    else:
        wrong.append(chat_problem(said.body))
    return [why for why in wrong if why]
