"""How long the client waits until it asks again for what is under way."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from modelstacks.azure.arm import POLL_S, _Pace


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after-ms": "50", "Retry-After": "1"}, 0.05),
        ({"retry-after-ms": "1500"}, 1.5),
        ({"Retry-After": "7"}, 7),
        ({}, POLL_S),
    ],
)
def test_azure_says_in_thousandths_or_in_whole_seconds_when_to_ask_again(
    headers: dict[str, str], seconds: float
) -> None:
    pace = _Pace(POLL_S)
    answered: Any = SimpleNamespace(http_response=SimpleNamespace(headers=headers))
    pace._pipeline_response = answered
    assert pace._extract_delay() == seconds
