"""The engine's property values as JSON."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from azure_native_standin import wire

JSON = st.recursive(
    st.booleans() | st.integers(-(2**53), 2**53) | st.text("aé0 {", max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=50)
@given(st.dictionaries(st.text("abc", max_size=3), JSON, max_size=3))
def test_what_is_written_is_read_back(values: dict[str, Any]) -> None:
    assert wire.read(wire.write(values)) == values


def test_nulls_are_left_out_and_fractions_kept() -> None:
    assert wire.read(wire.write({"a": None, "b": {"c": None, "d": 0.5}})) == {"b": {"d": 0.5}}


def test_secrets_are_opened() -> None:
    secret = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "value": {"n": 1}}

    assert wire.read(wire.write({"a": secret})) == {"a": {"n": 1}}
