"""POST /chat/completions with `stream`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.inference.client import Request
from modelstacks.inference.judges import choice_of, finish_problem, is_cut, part_of, words_of
from modelstacks.inference.probe import Exchange, probe
from modelstacks.inference.probes.chat import QUESTION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.inference.client import Answer
    from modelstacks.inference.target import SmokeTarget


@probe("chat-stream", "basic", "chat-completion")
def chat_stream(_: SmokeTarget) -> Iterator[Exchange]:
    """A streamed answer comes in events, says why it ended, and closes with [DONE]."""
    yield Exchange(Request("POST", "/chat/completions", {**QUESTION, "stream": True}), stream_problem)


def stream_problem(answer: Answer) -> str | None:
    """Return what is wrong with a streamed chat completion."""
    if answer.status == 0:
        return f"with stream: true got {answer.shown()}"
    if answer.status != 200:
        return f"with stream: true answered {answer.shown()}"
    if not answer.events:
        return f"with stream: true does not stream: {answer.shown()}"
    choices = [choice_of(event) for event in answer.events]
    if not any(words_of(part_of(choice, "delta")) or is_cut(choice) for choice in choices):
        return f"with stream: true sent no words in {len(choices)} events: {answer.shown()}"
    with_choice = [choice for choice in choices if choice]
    if wrong := finish_problem(with_choice[-1]):
        return f"with stream: true ended with {wrong}"
    return None if answer.done else "with stream: true ended without [DONE]"
