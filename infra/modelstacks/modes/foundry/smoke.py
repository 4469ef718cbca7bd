"""What a smoke test must know of the deployments of a Foundry account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.inference.by_mode import ModeSmoke
from modelstacks.inference.client import Request
from modelstacks.inference.judges import error_code
from modelstacks.inference.readiness import REFUSED
from modelstacks.inference.schema import OPENAI

if TYPE_CHECKING:
    from modelstacks.inference.client import Answer, Auth
    from modelstacks.inference.target import SmokeTarget

NEW_WITHIN_S = 300.0
"""What Azure's refusal of an unknown deployment asks for: "created … within the last 5 minutes". Seen: posit-dev/positron#12858."""
UNKNOWN = "DeploymentNotFound"
NOT_WIRED = "unknown_model"
"""Answered while ARM says Succeeded. Seen: microsoft-foundry/new-foundry-portal#127."""
USER = "Cognitive Services User (a97b65f3-24c7-4388-baec-2e87135dc908)"
PAUSED, THROTTLED = 423, 429
RESUME = "2025-12-01"
"""The first api-version with `pause` and `resume` of a deployment."""


class FoundrySmoke(ModeSmoke):
    """One address for all models of an account; the name of the deployment chooses."""

    schemas = (OPENAI,)
    sdk_route = ""
    scope = "https://ai.azure.com/.default"
    listing = Request(
        "GET",
        "/openai/deployments",
        query={"api-version": "2023-03-15-preview"},
        instead_of="/openai/v1",
    )
    """The data plane's only list; still served in July 2026 (hugalafutro/model-hotel#506)."""
    new_within_s = NEW_WITHIN_S

    def is_new(self, answer: Answer) -> bool:
        """What Azure says for some minutes after it made a deployment."""
        return error_code(answer) in (UNKNOWN, NOT_WIRED)

    def advice(self, target: SmokeTarget, answer: Answer) -> str | None:
        """Where the account says what, but not what to do."""
        code = error_code(answer)
        if code == UNKNOWN:
            return (
                "A new deployment may take 5 minutes to answer; an older one is gone, or not called "
                f"{target.model_sent!r}: run `modelstacks show {target.endpoint.name}`."
            )
        if code == NOT_WIRED:
            return (
                "Azure made the deployment, but what runs the model does not know it. If that lasts longer than "
                f"5 minutes, delete {target.model_sent!r} and run `modelstacks up`, or choose another sku or region."
            )
        if answer.status == PAUSED:
            return f"The deployment is paused: resume it with {_resume(target)}"
        if answer.status == THROTTLED:
            return _throttled(answer)
        if answer.status in REFUSED and target.endpoint.auth == "entra":
            return (
                "Whoever calls with a token of Entra needs a data action on the account, which Owner and Contributor "
                f"lack: assign {USER}, and allow 5 minutes."
            )
        return None

    def no_token(self, auth: Auth) -> str | None:
        """With a key at hand the test uses that."""
        return None if auth == "entra" else "this test carries the account's key (local_auth: true)"


def _resume(target: SmokeTarget) -> str:
    deployment = target.resource_id or f"…/accounts/ACCOUNT/deployments/{target.model_sent}"
    return f'az rest --method post --url "{deployment}/resume?api-version={RESUME}"'


def _throttled(answer: Answer) -> str:
    limits = {
        what: limit
        for what in ("requests", "tokens")
        if (limit := answer.headers.get(f"x-ratelimit-limit-{what}"))
    }
    known = " and ".join(f"{limit} {what}" for what, limit in limits.items())
    allowed = (
        f"The deployment is allowed {known} a minute" if known else "The deployment has used up its limit"
    )
    return f"{allowed}: wait a minute, or raise its capacity."


PART = FoundrySmoke()
