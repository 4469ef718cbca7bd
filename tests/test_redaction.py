"""What is known as a secret by the name of its variable, and by how it looks."""

from __future__ import annotations

import pytest

from modelstacks.redaction import Redaction, without_secrets

ENVIRON = {
    "ARM_CLIENT_SECRET": "a b/c+d=",
    "PULUMI_CONFIG_PASSPHRASE": "longest of them all",
    "ARM_USE_OIDC_TOKEN": "true",
    "AZURE_SUBSCRIPTION_ID": "11111111-2222-3333-4444-555555555555",
    "PATH": "/usr/bin:/bin",
}


def test_secrets_are_known_by_their_variables_names_in_every_form_and_the_longest_first() -> None:
    known = Redaction.of(ENVIRON).known
    assert set(known) == {
        "a b/c+d=",
        "a%20b%2Fc%2Bd%3D",
        "a+b%2Fc%2Bd%3D",
        "longest of them all",
        "longest%20of%20them%20all",
        "longest+of+them+all",
    }
    assert [len(form) for form in known] == sorted(map(len, known), reverse=True)


def test_values_are_taken_out_wherever_they_stand_and_so_is_what_looks_like_one() -> None:
    text = "true: a b/c+d= of 11111111-2222-3333-4444-555555555555 in /usr/bin, key: a%20b%2Fc%2Bd%3D, apiKey=12ab"
    assert Redaction.of(ENVIRON).cleaned(text) == (
        "true: *** of 11111111-2222-3333-4444-555555555555 in /usr/bin, key: ***, apiKey=***"
    )


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("nothing to hide", "nothing to hide"),
        ('"client_secret": "abc"', '"client_secret": "***"'),
        ("PASSWORD=hunter2; x", "PASSWORD=***; x"),
    ],
)
def test_named_values_are_masked_and_the_rest_stays(text: str, clean: str) -> None:
    assert without_secrets(text) == clean
