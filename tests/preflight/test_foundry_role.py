"""The deployer's role for a file of Foundry accounts holds nothing too much: each right of it that is missing is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from estate import Estate
from examined import errors_of, examined
from granted import NOBODY, assign, grant
from modelstacks.preflight.asks import rights_to_look
from modelstacks.preflight.operations import TO_FOLLOW, actions_of
from modelstacks.preflight.role import deployer_role
from modelstacks.spec import load_deployments
from spec_builders import CATALOG

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from azure_fixtures import LocalAzureServer

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("azure", ["sandbox"], indirect=True)]

ACCOUNTS = """\
  swedencentral: {name: ai-TAG, create: true, project: chat, local_auth: true}
  eastus2: {name: ai-TAG-2, create: true, assign_caller: true}
"""
DEPLOYMENTS = """\
  large: {model: Mistral-Large-3, mode: foundry, regions: [swedencentral]}
  scout: {model: Llama-4-Scout-17B-16E-Instruct, mode: foundry, regions: [eastus2]}
"""


@pytest.fixture
def estate(azure: LocalAzureServer) -> Iterator[Estate]:
    with Estate(azure) as estate:
        assign(estate)
        yield estate


def spec_in(estate: Estate, folder: Path) -> Path:
    path = folder / "deployments.yaml"
    text = (
        f"subscription: {estate.azure.subscription}\nresource_group: {estate.group.rpartition('/')[2]}\n"
        f"accounts:\n{ACCOUNTS}deployments:\n{DEPLOYMENTS}"
    )
    path.write_text(text.replace("TAG", estate.tag))
    return path


def test_with_all_of_it_nothing_is_missing_and_without_any_of_it_something_is(
    estate: Estate, tmp_path: Path
) -> None:
    """What the checks themselves look with is `test_asks.py`'s, what follows an operation refuses nothing."""
    path = spec_in(estate, tmp_path)
    role = deployer_role(CATALOG, estate.azure.subscription, load_deployments(path, {}))
    grant(estate, role.actions, role.data_actions)
    assert errors_of(examined(estate.azure, path, NOBODY).report) == {}
    besides = {right.lower() for right in (*rights_to_look(), *actions_of(CATALOG, TO_FOLLOW))}
    to_deploy = [action for action in role.actions if action.lower() not in besides]
    assert len(to_deploy) > 10
    unnamed = [action for action in to_deploy if not is_missed(estate, path, action, role.actions)]
    assert unnamed == []


def is_missed(estate: Estate, path: Path, action: str, actions: tuple[str, ...]) -> bool:
    """Say whether `rights` names *action*, if all the others are held."""
    grant(estate, (other for other in actions if other != action))
    return action in errors_of(examined(estate.azure, path, NOBODY).report).get("rights", "")
