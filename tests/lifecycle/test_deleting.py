"""What came of what was to be deleted, one by one."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from lifecycle_builders import WORKSPACE
from modelstacks.azure.api_versions import MACHINE_LEARNING
from modelstacks.errors import AzureError
from modelstacks.lifecycle.deleting import delete_all, look_after
from modelstacks.lifecycle.reaping import Reaped
from told_arm import ToldArm

A, B, C, D = (f"{WORKSPACE}/onlineEndpoints/{name}" for name in "abcd")
NO = AzureError("You may not.", code="AuthorizationFailed", status=403)
STILL = "Azure took the request, but it is still there."


def planned(*ids: str) -> list[Reaped]:
    return [Reaped(id_, "azure", "planned") for id_ in ids]


def test_one_that_fails_does_not_stop_the_rest() -> None:
    arm = ToldArm({A: {}, B: {}, f"DELETE {B}": NO, C: {}, f"DELETE {C}": "is taken on, and nothing follows"})
    outcomes = asyncio.run(delete_all(arm, planned(A, B, C, D)))
    assert [(each.id, each.result, each.why) for each in outcomes] == [
        (A, "deleted", ""),
        (B, "failed", "AuthorizationFailed: You may not."),
        (C, "failed", STILL),
        (D, "deleted", ""),
    ]
    assert {each.way for each in outcomes} == {"azure"}
    assert {f"{method} {D}?{MACHINE_LEARNING}" for method in ("DELETE", "GET")} <= set(arm.asked)


def test_patience_ends_with_words() -> None:
    class Slow(ToldArm):
        async def delete(self, *_: object, **__: object) -> None:
            await asyncio.Event().wait()

    [outcome] = asyncio.run(delete_all(Slow({}), planned(A), within_s=0.001))
    assert (outcome.result, outcome.why) == ("failed", "Azure has not deleted it within 0.001 s.")


@pytest.mark.parametrize(
    ("answer", "errors", "result", "why"),
    [
        (None, {}, "deleted", ""),
        (None, {A.lower(): "Azure's words"}, "deleted", ""),
        ({}, {}, "failed", STILL),
        ({}, {A.lower(): "Azure's words"}, "failed", "Azure's words"),
        ({}, {B.lower(): "of another"}, "failed", STILL),
        (NO, {}, "failed", "AuthorizationFailed: You may not."),
    ],
)
def test_after_a_stacks_deletes_azure_is_asked_what_is_there(
    answer: object, errors: dict[str, str], result: str, why: str
) -> None:
    arm = ToldArm({} if answer is None else {A: answer})
    [before] = [replace(each, way="stack", stack="models/dev") for each in planned(A)]
    assert asyncio.run(look_after(arm, [before], errors)) == [
        Reaped(A, "stack", result, "models/dev", why)  # type: ignore[arg-type]  # of the table
    ]
    assert [line.partition(" ")[0] for line in arm.asked] == ["GET"]
