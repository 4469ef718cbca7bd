"""`reviewer:` of a deployment, `pilots:` of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from modelstacks.spec.by_mode import ModeSpec
from modelstacks.spec.schema_base import Schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.catalog import Catalog
    from modelstacks.errors import Mistake
    from modelstacks.spec import Deployment, DeploymentsSpec
    from modelstacks.spec.schemas import DeploymentSchema
    from modelstacks.yaml_source import Loc, Source


class PilotKeys(Schema):
    """Who looks after it."""

    reviewer: str = "nobody"


class Pilots(Schema):
    """What all pilots share."""

    board: str = "board"


class PilotFileKeys(Schema):
    """`pilots: {board: NAME}`."""

    pilots: Pilots = Pilots()


class PilotSpec(ModeSpec):
    """A deployment with a reviewer."""

    endpoint_kind = "serverless endpoint"
    own_keys = PilotKeys
    top_level = PilotFileKeys

    def mistakes(
        self, deployment: DeploymentSchema, source: Source, catalog: Catalog, loc: Loc
    ) -> Iterator[Mistake]:
        """Yield a reviewer without a name."""
        if getattr(deployment, "reviewer", None) == "":
            yield source.mistake((*loc, "reviewer"), "a reviewer has a name")


def reviewer_of(deployment: Deployment) -> str:
    """Return who looks after a deployment."""
    return cast("PilotKeys", deployment.own["pilot"]).reviewer


def board_of(spec: DeploymentsSpec) -> str:
    """Return the name of what all pilots lie under."""
    return cast("PilotFileKeys", spec.own["pilot"]).pilots.board


PART = PilotSpec()
