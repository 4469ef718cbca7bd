"""The platform program in one run: what it registers for a file, and what it puts out."""

from __future__ import annotations

from pathlib import Path

from modelstacks.programs.platform import _build
from modelstacks.spec.platform import Hub, PlatformSpec, Workspace
from modelstacks.spec.workspaces_to_create import derive_dependencies
from registered import registered
from spec_builders import SUBSCRIPTION

GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-models"
BELOW = f"{GROUP}/providers/Microsoft.MachineLearningServices/workspaces"
TAGS = {"modelstacks-owner": "me"}


def test_a_group_with_hubs_projects_and_workspaces() -> None:
    spec = PlatformSpec(
        Path("platform.yaml"),
        SUBSCRIPTION,
        "rg-models",
        "westeurope",
        "me",
        (Hub("hub-se", "swedencentral", ("chat", "eval"), derive_dependencies("hub-se", GROUP)),),
        (Workspace("ws-us", "eastus2", derive_dependencies("ws-us", GROUP)),),
    )
    run = registered(lambda: _build(spec, TAGS), answers={"getClientConfig": {"tenantId": "tenant"}})
    group = run["rg-models-group"].inputs
    assert group == {"resourceGroupName": "rg-models", "location": "westeurope", "tags": TAGS}
    made = {
        name: (each.inputs["kind"], each.inputs["location"], each.inputs["tags"], each.inputs.get("hubResourceId"))
        for name, each in run.resources.items()
        if each.type.endswith("native:machinelearningservices:Workspace")
    }  # fmt: skip
    assert made == {
        "hub-se-workspace": ("Hub", "swedencentral", TAGS, None),
        "chat-workspace": ("Project", "swedencentral", TAGS, f"{BELOW}/hub-se"),
        "eval-workspace": ("Project", "swedencentral", TAGS, f"{BELOW}/hub-se"),
        "ws-us-workspace": ("Default", "eastus2", TAGS, None),
    }
    assert (run["chat"].parent, run["ws-us"].parent) == ("hub-se", "models-dev")
    ids = {name: f"{BELOW}/{name}" for name in ("hub-se", "chat", "eval", "ws-us")}
    assert run.outputs[""] == {"resource_group": "rg-models", "workspaces": ids}
