"""A scenario: what kind of Azure the local one pretends to be, as data.

A scenario names the tenant, its subscriptions and principals, who may do what, which regions exist, how long
things take, and what is refused (`parts.py`). It holds no secrets: those are generated for each state folder.
The packaged ones are the YAML files of this folder; most say only how they differ from another (`text.py`).
"""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from localazure.errors import UsageError
from localazure.scenarios.foundry import DataPlane, Foundry, ModelPolicy
from localazure.scenarios.given import Given
from localazure.scenarios.parts import (
    Assignment,
    Compute,
    CustomRole,
    LimitName,
    Marketplace,
    Principal,
    Provisioning,
    Quotas,
    Rbac,
    Scenario,
    Subscription,
    Tenant,
    Throttle,
)
from localazure.scenarios.text import Packaged, is_packaged, names, packaged, text_of
from modelstacks.errors import SpecError
from modelstacks.yaml_source import parse_yaml

__all__ = [
    "DEFAULT",
    "Assignment",
    "Compute",
    "CustomRole",
    "DataPlane",
    "Foundry",
    "Given",
    "LimitName",
    "Marketplace",
    "ModelPolicy",
    "Packaged",
    "Principal",
    "Provisioning",
    "Quotas",
    "Rbac",
    "Scenario",
    "Subscription",
    "Tenant",
    "Throttle",
    "is_packaged",
    "names",
    "packaged",
    "parse",
    "text_of",
]

DEFAULT = "sandbox"
HOW_TO_WRITE_ONE = (
    "Begin a scenario of your own with `extends: sandbox` and set what differs; `modelstacks local scenario` prints the "
    "one in use, with every field."
)


def parse(text: str, source: str) -> Scenario:
    """Read a scenario from YAML; *source* names it in messages.

    Raises SpecError or UsageError with one line per mistake.
    """
    read = parse_yaml(text, Path(source))
    if read.mistakes:
        raise SpecError(read.mistakes)
    try:
        return Scenario.model_validate(read.data)
    except ValidationError as err:
        mistakes = [f"{'.'.join(map(str, e['loc'])) or 'scenario'}: {e['msg']}" for e in err.errors()]
        problems = "\n".join(f"{source}: {mistake}" for mistake in mistakes)
        raise UsageError(f"{problems}\n{HOW_TO_WRITE_ONE}") from err
