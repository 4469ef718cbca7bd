"""Waiting for what is asynchronous, wherever the caller is."""

from __future__ import annotations

import asyncio

import pytest

from modelstacks.api.blocking import result_of


async def answer() -> int:
    await asyncio.sleep(0)
    return 42


async def refusal() -> int:
    raise LookupError("none")


def test_a_plain_program_gets_the_result() -> None:
    assert result_of(answer()) == 42


def test_within_a_running_loop_as_in_a_notebook_it_does_too() -> None:
    async def cell() -> int:
        return result_of(answer())

    assert asyncio.run(cell()) == 42


def test_what_is_raised_arrives_in_both() -> None:
    async def cell() -> int:
        return result_of(refusal())

    with pytest.raises(LookupError, match="none"):
        result_of(refusal())
    with pytest.raises(LookupError, match="none"):
        asyncio.run(cell())
