"""What a user is told to do about a refusal."""

from __future__ import annotations

import pytest

from modelstacks.azure.remedies import remedy
from modelstacks.errors import AzureError


@pytest.mark.parametrize(
    ("status", "code", "said"),
    [
        (404, "SubscriptionNotFound", "Is the subscription's id right, and is it in this tenant? `az account list`"),
        (400, "InvalidSubscriptionId", "Is the subscription's id right, and is it in this tenant? `az account list`"),
        (404, "ResourceGroupNotFound", "Correct `resource_group` in the spec, or create it first: `modelstacks up`"),
        (403, "RequestDisallowedByPolicy", "An Azure Policy forbids it: ask whoever owns the subscription"),
        (0, "Unreachable", "Is the network up, and are HTTPS_PROXY and NO_PROXY right?"),
        (401, "InvalidAuthenticationToken", "Sign in again: `az login`, or a fresh secret or token in this shell."),
        (403, "AuthorizationFailed", "`modelstacks doctor` shows who you are signed in as; `modelstacks role` prints"),
        (429, "TooManyRequests", "Azure is throttling this caller: wait a few minutes"),
        (500, "InternalServerError", "This is a problem on Azure's side: run the command again."),
        (503, "ServerBusy", "This is a problem on Azure's side: run the command again."),
    ],
)  # fmt: skip
def test_a_refusal_comes_with_what_to_do(status: int, code: str, said: str) -> None:
    assert remedy(AzureError("No.", status=status, code=code)).startswith(said)


@pytest.mark.parametrize(
    ("status", "code"), [(401, "AuthenticationFailed"), (404, "ResourceNotFound"), (499, "Odd"), (400, "BadRequest")]
)  # fmt: skip
def test_what_says_enough_itself_comes_alone(status: int, code: str) -> None:
    assert remedy(AzureError("No.", status=status, code=code)) == ""
