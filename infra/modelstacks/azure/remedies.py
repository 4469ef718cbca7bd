"""What to do about what Azure refuses, by its status and code: its own words seldom tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modelstacks.errors import AzureError

UNAUTHORIZED, FORBIDDEN, TOO_MANY, OF_AZURE = 401, 403, 429, 500
WHICH_SUBSCRIPTION = (
    "Is the subscription's id right, and is it in this tenant? `az account list` shows yours; "
    "AZURE_SUBSCRIPTION_ID or --subscription names it."
)
BY_CODE = {
    "SubscriptionNotFound": WHICH_SUBSCRIPTION,
    "InvalidSubscriptionId": WHICH_SUBSCRIPTION,
    "ResourceGroupNotFound": (
        "Correct `resource_group` in the spec, or create it first: `modelstacks up` with the platform.yaml that has it."
    ),
    "RequestDisallowedByPolicy": (
        "An Azure Policy forbids it: ask whoever owns the subscription for an exemption, or change what the policy names."
    ),
    "Unreachable": (
        "Is the network up, and are HTTPS_PROXY and NO_PROXY right? "
        "For the local Azure: `modelstacks local status`."
    ),
}
BY_STATUS = {
    UNAUTHORIZED: (
        "Sign in again: `az login`, or a fresh secret or token in this shell. "
        "`modelstacks doctor` shows who you are signed in as."
    ),
    FORBIDDEN: (
        "`modelstacks doctor` shows who you are signed in as; `modelstacks role` prints the role that deploying needs, for whoever "
        "can assign it."
    ),
    TOO_MANY: "Azure is throttling this caller: wait a few minutes, then run the command again.",
}
AZURES_OWN = (
    "This is a problem on Azure's side: run the command again. If it persists, look at https://status.azure.com, and give the "
    "request id to Azure support."
)


def remedy(err: AzureError) -> str:
    """Return what to do; nothing where what is known of it stands in the message already."""
    if err.code in BY_CODE:
        return BY_CODE[err.code]
    if err.code == "AuthenticationFailed":
        return ""
    return BY_STATUS.get(err.status, AZURES_OWN if err.status >= OF_AZURE else "")
