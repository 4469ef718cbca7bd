"""What a smoke test must know of the deployments of a Foundry account."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from modelstacks.azure.api_versions import ACCOUNT_DEPLOYMENTS, RESUME
from modelstacks.inference.by_mode import ModeSmoke
from modelstacks.inference.client import Request
from modelstacks.inference.judges import error_code
from modelstacks.inference.schema import OPENAI
from modelstacks.modes.foundry.endpoints import ROUTES, SCOPE
from modelstacks.modes.foundry.spec import CALLER_ROLE

if TYPE_CHECKING:
    from modelstacks.inference.client import Answer, Auth
    from modelstacks.inference.target import SmokeTarget

NEW_WITHIN_S = 300.0
"""What Azure's refusal of an unknown deployment asks for: "created … within the last 5 minutes". Seen: posit-dev/positron#12858."""
UNKNOWN = "DeploymentNotFound"
NOT_WIRED = "unknown_model"
"""Answered while ARM says Succeeded. Seen: microsoft-foundry/new-foundry-portal#127."""
NO_DATA_ACTION = "PermissionDenied"
PAUSED, THROTTLED = 423, 429


class FoundrySmoke(ModeSmoke):
    """One address for all models of an account; the name of the deployment chooses."""

    schemas = (OPENAI,)
    sdk_route = ""
    extra_parameter = ("seed", 7)
    """OpenAI's own models refuse what OpenAI's schema does not have."""
    scope = SCOPE
    listing = Request(
        "GET",
        "/openai/deployments",
        query={"api-version": ACCOUNT_DEPLOYMENTS},
        instead_of=f"/{ROUTES}",
    )
    new_within_s = NEW_WITHIN_S

    def is_new(self, target: SmokeTarget, answer: Answer) -> bool:
        """What Azure says for some minutes after it made a deployment or a role assignment."""
        code = error_code(answer)
        return code in (UNKNOWN, NOT_WIRED) or (code == NO_DATA_ACTION and target.right_is_given)

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
        return _assigning(target, answer) if code == NO_DATA_ACTION else None

    def no_token(self, auth: Auth) -> str | None:
        """With a key at hand the test uses that."""
        return None if auth == "entra" else "this test carries the account's key (local_auth: true)"


def _assigning(target: SmokeTarget, answer: Answer) -> str:
    account, _, _ = (target.resource_id or "ACCOUNT-ID").partition("/deployments/")
    named = re.search(r"principal `?([0-9a-f-]{36})", answer.text)
    who = named[1] if named else "OBJECT-ID"
    role = target.catalog.role_id(CALLER_ROLE)
    return (
        "Owner and Contributor have no data actions: "
        f"assign {CALLER_ROLE}, and allow 5 minutes: "
        f"az role assignment create --assignee {who} --role {role} --scope {account}"
    )


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
