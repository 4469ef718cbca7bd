"""That managed compute runs unguarded is said, unless the spec says so itself."""

from __future__ import annotations

import pytest

from preflight_builders import found_by
from spec_builders import deployment

UNPAIRED = {
    "content-safety": "Azure deploys what nothing filters; the finding is that it was forgotten",
}


@pytest.mark.parametrize(
    ("mode", "chosen", "noted"),
    [
        ("managed", None, True),
        ("managed", True, False),
        ("managed", False, False),
        ("serverless", None, False),
    ],
)
def test_what_was_not_chosen_is_said(mode: str, chosen: bool | None, noted: bool) -> None:
    found = found_by("content-safety", deployment("own", mode=mode, content_safety=chosen))
    assert [(finding.severity, finding.about) for finding in found] == ([("note", ("own",))] if noted else [])


def test_guarding_needs_its_providers() -> None:
    found = found_by("providers-registered", deployment("own", mode="managed", content_safety=True))
    assert [finding.message.split()[3] for finding in found] == [
        "Microsoft.CognitiveServices",
        "Microsoft.ManagedIdentity",
    ]
