"""Files of `modelstacks contract` replayed: what differs in each is known, and our code can read its answers.

A file that somebody attached to an issue goes into recorded/; what differs in it and is right to differ stands in
known.json, by the kind of request, with the reason.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from datetime import date
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from modelstacks.azure.arm import Arm
from modelstacks.azure.cloud import PUBLIC
from modelstacks.contract.comparing import compare
from modelstacks.contract.exchange import kind_of
from modelstacks.contract.expectation import load_expectation
from modelstacks.contract.files import read_contract
from modelstacks.contract.reading import Readings, read_with
from modelstacks.errors import AzureError, UsageError
from modelstacks.preflight.asked_azure import AskedAzure
from modelstacks.preflight.check_context import CheckContext
from modelstacks.spec import load_deployments

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from modelstacks.contract.exchange import Exchange

HERE = Path(__file__).parent
RECORDED = sorted(HERE.glob("recorded/contract-*.json"))
KNOWN: dict[str, dict[str, str]] = json.loads((HERE / "recorded" / "known.json").read_text())
PACKAGED = Path(str(resources.files("modelstacks.contract").joinpath("first.yaml")))
SUBSCRIPTION = {"AZURE_SUBSCRIPTION_ID": "00000000-0000-4000-8000-000000000001"}


class Replayed(Arm):
    """ARM as a file has it: the answers to a kind of request in turn, the last one again when there are no more."""

    def __init__(self, exchanges: Iterable[Exchange]) -> None:
        super().__init__(PUBLIC, NobodysCredential())
        self._answers: defaultdict[str, list[Exchange]] = defaultdict(list)
        for exchange in exchanges:
            self._answers[exchange.kind.lower()].append(exchange)

    async def _send(
        self,
        method: str,
        path: str,
        api_version: str | None,  # noqa: ARG002  as Arm has it
        *,
        query: Mapping[str, str] | None = None,
        body: Any = None,  # noqa: ARG002
    ) -> dict[str, Any]:
        rows = self._answers[kind_of(method, path + ("?$filter=" if query else "")).lower()]
        if not rows:
            raise AzureError("The file has no such request.", status=404, code="NotRecorded")
        row = rows.pop(0) if len(rows) > 1 else rows[0]
        if row.status >= 400 or not row.status:
            raise AzureError("Refused in the file.", status=row.status, code=row.code or "Unreachable")
        answer = dict(row.answer or {})
        answer.pop("nextLink", None)
        return answer


class NobodysCredential:
    """It is never asked."""

    async def get_token_info(self, *_scopes: str, **_more: Any) -> Any:
        raise NotImplementedError

    async def close(self) -> None:
        """Nothing is open."""

    async def __aenter__(self) -> NobodysCredential:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Nothing is open."""


def replayed(exchanges: Iterable[Exchange]) -> Readings:
    """What our code makes of these answers."""
    readings = Readings()
    spec = load_deployments(PACKAGED, SUBSCRIPTION)

    async def run() -> None:
        async with Replayed(exchanges) as arm:
            azure = AskedAzure(arm, spec, spec.catalog, {}, "https://registries.example")
            await read_with(azure, CheckContext(date(2026, 11, 28)), readings)

    asyncio.run(run())
    return readings


def test_there_are_files() -> None:
    assert RECORDED
    assert KNOWN.keys() <= {file.name for file in RECORDED}


@pytest.mark.parametrize("file", RECORDED, ids=lambda file: file.stem)
def test_what_differs_is_known(file: Path) -> None:
    held = read_contract(file)
    rows = compare(held.exchanges, load_expectation(), held.reads, held.unreadable)
    differing = {row.kind: row.how for row in rows if row.verdict in {"differs", "no answer"}}
    assert differing.keys() == KNOWN.get(file.name, {}).keys(), differing


@pytest.mark.parametrize("file", RECORDED, ids=lambda file: file.stem)
def test_our_code_can_read_it(file: Path) -> None:
    held = read_contract(file)
    assert replayed(held.exchanges).unreadable.keys() == held.unreadable.keys()


def test_what_our_code_cannot_read_is_found_by_a_replay() -> None:
    held = read_contract(RECORDED[0])
    for row in held.exchanges:
        if row.kind == "GET /subscriptions/*":
            row.answer.pop("displayName")
    assert replayed(held.exchanges).unreadable == {
        "the subscription": "the code can't go on with the answer: KeyError 'displayName'"
    }


def test_another_file_is_named(tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text('{"exchanges": [{"url": 1}]}')
    with pytest.raises(
        UsageError, match=r"other.json is no file of `modelstacks contract`: .*\nName one that it wrote"
    ):
        read_contract(other)
