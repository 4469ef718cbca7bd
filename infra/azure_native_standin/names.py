"""Auto-naming: the rule azure-native derives from the path, pure. Source: provider/pkg/resources/resources.go."""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from azure_native_standin.arm_types import ArmType

_UUID_NAMES = frozenset({"roleAssignmentName", "roleDefinitionId"})
_ALWAYS_RANDOM = frozenset({"endpointName", "customDomainName"})


class Naming(Enum):
    """How a name is made: logical name plus 8 hex digits, the logical name itself, or a UUID."""

    RANDOM = "random"
    COPY = "copy"
    UUID = "uuid"


class Autonaming(Enum):
    """What the stack's `pulumi:autonaming` says; values are those of the engine's protocol."""

    PROPOSE = 0
    ENFORCE = 1
    DISABLE = 2


@dataclass(frozen=True)
class Proposal:
    """The engine's own name for the resource and how binding it is."""

    mode: Autonaming
    name: str = ""


@dataclass(frozen=True)
class AutoName:
    """A name made up; *unique* says that a replacement may be created beside what it replaces."""

    value: str
    unique: bool


def naming(arm_type: ArmType) -> tuple[str, Naming]:
    """Return the input that names a resource of this type, and how a name is made up for it."""
    name = arm_type.parameters[-1]
    if name in _UUID_NAMES:
        return name, Naming.UUID
    own = arm_type.path.lower().split("microsoft.")
    if name in _ALWAYS_RANDOM or len(own) == 1 or own[-1].count("{") == 1:
        return name, Naming.RANDOM
    return name, Naming.COPY


def auto_name(
    how: Naming, logical_name: str, seed: bytes, proposal: Proposal | None = None
) -> AutoName | None:
    """Return a name made up for *logical_name*, the same for the same *seed*, or None where that is switched off.

    The digits differ from those the real plugin draws from the same seed (it uses ChaCha).
    """
    if proposal and proposal.mode is Autonaming.DISABLE:
        return None
    if proposal and (proposal.mode is Autonaming.ENFORCE or how is not Naming.UUID):
        return AutoName(proposal.name, unique=True)
    source = random.Random(seed) if seed else random.SystemRandom()  # noqa: S311 - names, not secrets
    match how:
        case Naming.COPY:
            return AutoName(logical_name, unique=False)
        case Naming.UUID:
            return AutoName(str(uuid.UUID(int=source.getrandbits(128))), unique=True)
        case Naming.RANDOM:
            return AutoName(f"{logical_name}{source.getrandbits(32):08x}", unique=True)
