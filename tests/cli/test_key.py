"""`modelstacks key`: the key that was asked for by name, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from command_line import Ended

if TYPE_CHECKING:
    from command_line import CommandLine
    from deployed_models import DeployedModels

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", ["phi", "own"])
def test_only_the_key_is_printed(modelstacks: CommandLine, deployed: DeployedModels, name: str) -> None:
    modelstacks.within(deployed.estate.azure.env())
    assert modelstacks("key", name, deployed.spec) == Ended(0, deployed.keys[name] + "\n", "")


def test_who_may_not_see_keys_gets_none(modelstacks: CommandLine, deployed: DeployedModels) -> None:
    modelstacks.within(deployed.estate.azure.env("reader"))
    ended = modelstacks("key", "phi", deployed.spec)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("AuthorizationFailed: ")
    assert not [key for key in deployed.keys.values() if key in ended.err]


def test_what_is_not_there_is_told_with_what_makes_it(
    modelstacks: CommandLine, deployed: DeployedModels
) -> None:
    name = f"own-{deployed.estate.tag}"
    fault = {
        "path": f"/{name}$",
        "status": 404,
        "code": "ResourceNotFound",
        "message": "not found",
        "count": 1,
    }
    deployed.estate.azure.control("POST", "faults", fault)
    modelstacks.within(deployed.estate.azure.env())
    assert modelstacks("key", "own", deployed.spec) == Ended(
        1, "", f"own is not deployed: chat has no online endpoint {name}.\n`modelstacks up` creates it.\n"
    )


def test_a_name_that_the_spec_has_not_is_wrong_usage(
    modelstacks: CommandLine, deployed: DeployedModels
) -> None:
    modelstacks.within(deployed.estate.azure.env())
    assert modelstacks("key", "chat", deployed.spec) == Ended(
        2, "", f"{deployed.spec} has no deployment 'chat'.\nIt has: phi, own.\n"
    )
