from __future__ import annotations

import pytest

from localazure.arm import lenient_json


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (
            '{"properties": {"mode": "Incremental", template:{"a": 1}}}',
            {"properties": {"mode": "Incremental", "template": {"a": 1}}},
        ),
        ('{"a": 1, // one\n "b": /* two */ 2}', {"a": 1, "b": 2}),
        ('{"url": "https://x", key: "a: \\"b\\" // c"}', {"url": "https://x", "key": 'a: "b" // c'}),
        ('{"text": "two\nlines"}', {"text": "two\nlines"}),
    ],
)
def test_what_arm_takes_beyond_json(text: str, value: object) -> None:
    assert lenient_json.loads(text.encode()) == value


@pytest.mark.parametrize("text", ["{", "{a}", '{"a": b}', '{"a": tr/**/ue}', "\xff"])
def test_what_is_no_json_at_all(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        lenient_json.loads(text.encode("latin-1"))
