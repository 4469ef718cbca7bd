"""What writes to Azure without a stack asks first, too, and on a no writes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from counted_writes import writes

if TYPE_CHECKING:
    from command_line import CommandLine, Ended
    from deployed_models import DeployedModels

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("command", "question"),
    [
        ("reap --all --any-quota --include-untagged -g {group}", "Delete these 2? [y/N]:"),
        ("ensure {spec} --delete", "Delete everything that ensure made from {spec}? [y/N]:"),
        ("renew own {spec}", "Go ahead? [y/N]:"),
    ],
)
@pytest.mark.parametrize("output", ["table", "json"])
def test_whoever_says_no_has_nothing_written(
    modelstacks: CommandLine, deployed: DeployedModels, command: str, question: str, output: str
) -> None:
    azure = deployed.estate.azure
    endings: list[Ended] = []
    places = {"spec": str(deployed.spec), "group": f"rg-{deployed.estate.tag}"}
    line = command.format(**places).split()
    run = modelstacks.within(azure.env()).typing("n\n")
    assert writes(azure, lambda: endings.append(run(*line, "--output", output))) == 0
    (ended,) = endings
    asked, beside = (ended.err, ended.out) if output == "json" else (ended.out, ended.err)
    assert question.format(**places) in asked
    assert "[y/N]" not in beside
    assert ended.code == 1
