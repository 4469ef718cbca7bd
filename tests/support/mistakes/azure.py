"""What Azure says no to."""

from typing import Any

from mistakes.mistake import Mistake


def refused(kind: str, line: str, says: str, todo: str, azure: str = "owner", **fault: Any) -> Mistake:
    """Azure does that for every request, if *fault* says what."""
    faults = ({"path": "/subscriptions/", **fault},) if fault else ()
    return Mistake(kind, line, 1, says, todo, azure=azure, faults=faults)


MISTAKES = (
    refused(
        "no rights to list", "endpoints", "AuthorizationFailed", "`modelstacks role` prints the role", "none"
    ),
    refused(
        "no rights to deploy",
        "check",
        "You lack 3 rights",
        "the custom role that `modelstacks role` writes",
        "reader",
    ),
    refused(
        "no such group",
        "check",
        "The resource group rg-mistakes is not in",
        "run: az group create --name rg-mistakes",
    ),
    refused(
        "nothing deployed for smoke",
        "smoke",
        "Resource group 'rg-mistakes' could not be found",
        "Correct `resource_group` in the spec",
    ),
    refused(
        "nothing deployed for key",
        "key chat",
        "Resource group 'rg-mistakes' could not be found",
        "Correct `resource_group` in the spec",
    ),
    refused(
        "nothing deployed for snippets",
        "snippets chat",
        "Resource group 'rg-mistakes' could not be found",
        "Correct `resource_group` in the spec",
    ),
    refused(
        "429 for ever",
        "endpoints",
        "TooManyRequests",
        "Azure is throttling this caller: wait a few minutes",
        status=429,
        code="TooManyRequests",
        retry_after_s=0.01,
    ),
    refused(
        "500 for ever",
        "endpoints",
        "InternalServerError",
        "run the command again. If it persists",
        status=500,
        retry_after_s=0.01,
    ),
    refused("connections dropped", "endpoints", "Unreachable", "Is the network up", reset=True),
    refused(
        "policy",
        "ensure",
        "RequestDisallowedByPolicy",
        "ask whoever owns the subscription",
        status=403,
        code="RequestDisallowedByPolicy",
    ),
)
