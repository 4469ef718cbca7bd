"""What the smoke test asks of a deployment's mode: what answers there, and why a probe makes no sense."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.azure.endpoint_access import DATA_PLANE_SCOPE
from modelstacks.inference.schema import BELOW_OPENAI_V1, BELOW_V1, MODEL_INFERENCE, Schema
from modelstacks.mode_parts import part

if TYPE_CHECKING:
    from modelstacks.inference.client import Answer, Auth, Request
    from modelstacks.inference.target import SmokeTarget


class ModeSmoke:
    """What endpoints of one mode have, and what not; what is None or empty here, they have as all do."""

    no_filter: str | None = None
    """Why Azure's content filter does not stand in front of them."""
    no_limits: str | None = None
    """Why they do not count requests and tokens."""
    schemas: tuple[Schema, ...] = (MODEL_INFERENCE, BELOW_V1, BELOW_OPENAI_V1)
    """Those that their routes may be in, the likeliest first."""
    sdk_route = BELOW_V1.prefix
    """Where below the URI the packages that speak OpenAI's schema find their routes."""
    extra_parameter: tuple[str, int] = ("top_k", 40)
    """One that few packages know, and the models that a sample is for take."""
    scope = DATA_PLANE_SCOPE
    """What a token of Entra is asked for."""
    listing: Request | None = None
    """What lists the deployments of an endpoint that has no `/info` but several models, each named in a request's body.

    Such an endpoint is there when the first thing that the model can do works, and the list says which model that is.
    """
    new_within_s = 0.0
    """How long what was just made may give answers that are `is_new`."""

    def is_new(self, target: SmokeTarget, answer: Answer) -> bool:
        """Say whether an endpoint may give *answer* because a deployment, or a right to call it, was just made."""
        del target, answer
        return False

    def advice(self, target: SmokeTarget, answer: Answer) -> str | None:
        """Return what to do after a refusal, in whole sentences, where the answer doesn't say it."""
        del target, answer
        return None

    def no_token(self, auth: Auth) -> str | None:
        """Return why one that takes *auth* takes no token of Entra."""
        return None if auth == "entra" else "this endpoint takes keys only"


def smoke_of(mode: str) -> ModeSmoke:
    """Return what the smoke test must know of *mode*."""
    found: ModeSmoke = part(mode, "smoke")
    return found
