"""What a destroy does beside the engine: what it purges, forgets and hands over, in a local Azure."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from pulumi.automation import Deployment

from estate import REGION, Estate, workspace
from modelstacks.azure.soft_deletion import VAULTS
from modelstacks.azure.tags import ENSURED_TAG, stack_tags
from modelstacks.cli.destroy import _keep, _purge, _Run
from modelstacks.cli.output import Output
from modelstacks.engine import runs
from modelstacks.engine.soft_deleted import PREFIX, remembered
from modelstacks.lifecycle.leftovers import SoftDeletable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure_fixtures import LocalAzureServer

ENDPOINT = "azure-native:machinelearningservices:OnlineEndpoint"


@pytest.fixture
def estate(local_azure: LocalAzureServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Estate]:
    """A project of a test's own; the environment is the owner's, and the engine deletes nothing."""
    for name, value in local_azure.env().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(runs, "destroy", lambda *_, **__: None)
    with Estate(local_azure) as made:
        made.project()
        yield made


def opened_with(resources: list[dict[str, Any]], tags: dict[str, str] | None = None) -> Any:
    """A stack of those resources and tags, and what is written into its state."""
    written: list[Deployment] = []
    state = {"resources": resources}
    kept = SimpleNamespace(
        work_dir=".",
        env_vars={},
        pulumi_command=SimpleNamespace(
            run=lambda *_: SimpleNamespace(stdout=json.dumps({"deployment": state}))
        ),
        list_tags=lambda _: dict(tags or {}),
        set_tag=lambda _, name, value: (tags if tags is not None else {}).update({name: value}),
    )
    stack = SimpleNamespace(
        name="dev",
        workspace=kept,
        export_stack=lambda: Deployment(version=3, deployment=state),
        import_stack=written.append,
    )
    choice = SimpleNamespace(project="modelstacks-models", stack="dev")
    return SimpleNamespace(choice=choice, stack=stack, written=written)


def test_only_workspaces_of_which_nothing_is_left_are_forgotten_and_what_the_spec_alone_names_is_not_sent(
    estate: Estate,
) -> None:
    there, gone, named = (estate.id(workspace(name)) for name in ("chat", "gone", "named"))
    opened = opened_with([], {f"{PREFIX}project-1": there, f"{PREFIX}project-2": gone})
    vault = VAULTS.of(estate.id("Microsoft.KeyVault/vaults/kv-gone"), REGION)
    left = _purge(_Run(opened, Output.JSON, []), SoftDeletable((gone.upper(), named), (vault,)))
    assert [(each.id, each.result) for each in left] == [
        (there, "left"),
        (gone, "not there"),
        (named, "not sent"),
        (vault.id, "not there"),
    ]
    assert remembered(opened.stack) == [there]


def test_what_is_kept_is_marked_in_the_state_and_handed_over_to_ensure_in_azure(
    estate: Estate, capsys: pytest.CaptureFixture[str]
) -> None:
    path, tags = (
        f"{workspace('chat')}/onlineEndpoints/{estate.name('own')}",
        stack_tags("modelstacks-models", "dev"),
    )
    estate.put(path, {"properties": {"authMode": "Key"}, "tags": {**tags, "owner": "me"}})
    opened = opened_with([{"urn": "urn:own", "type": ENDPOINT, "id": estate.id(path)}])
    _keep(opened, yes=True, output=Output.JSON)
    assert estate.get(path)["tags"] == {ENSURED_TAG: "true", "owner": "me"}
    assert [row["retainOnDelete"] for row in opened.written[0].deployment["resources"]] == [True]
    printed = capsys.readouterr()
    assert [(row["id"], row["result"], row["why"]) for row in json.loads(printed.out)["around"]] == [
        (estate.id(path), "left", "kept (--keep)")
    ]
    assert printed.err.endswith("Stack dev has forgotten 1 resource, which Azure keeps.\n")
