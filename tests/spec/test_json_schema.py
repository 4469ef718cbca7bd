"""`modelstacks schema`: an editor that goes by it accepts what we accept, and refuses what is wrong in one place."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import yaml

from modelstacks.catalog import load
from modelstacks.errors import SpecError
from modelstacks.spec import load_deployments, load_platform
from modelstacks.spec.json_schema import json_schema
from modelstacks.spec.kinds import FLEET, KINDS
from spec_files import HEAD, SUBSCRIPTION
from wheel import REPO

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ENVIRON = {"AZURE_SUBSCRIPTION_ID": SUBSCRIPTION, "PLACE": "eastus2", "MODE": "managed"}
CATALOG = load()
BY_STEM = {kind.stem: kind for kind in KINDS}
PLATFORM = "subscription: ${AZURE_SUBSCRIPTION_ID}\nresource_group: rg-models\nregion: swedencentral\n"

GOOD_DEPLOYMENTS = {
    "all keys": "owner: me\nname_suffix: x1\ntimeouts: {workspace: 1h30m}\n"
    + HEAD
    + """\
  chat:
    model: Phi-4
    version: "7"
    mode: managed
    regions: [eastus2]
    content_safety: false
    quota: dedicated
    on_expiry: leave
    instance_type: Standard_NC24ads_A100_v4
    instances: 2
    endpoint: {name: phi}
    traffic: 100
    accept_retired: true
    request_timeout_s: 180
    concurrent_requests: 4
    liveness: {initial_delay_s: 5, period_s: 5, timeout_s: 5, failure_threshold: 5}
    readiness: {initial_delay_s: 5, period_s: 5, timeout_s: 5, failure_threshold: 5}
    environment: {A: b}
    autoscale: {min: 1, max: 3}
    data_collection: true
""",
    "an alias": HEAD + "  chat: {model: Llama-3.1-8B-Instruct}\n",
    "nothing where something may be": HEAD + "  chat: {model: Phi-4, version: null, regions: null}\n",
    "from the environment": HEAD + "  chat: {model: Phi-4, mode: '${MODE}', regions: ['${PLACE}']}\n",
}
BAD_DEPLOYMENTS = {
    "unknown key": HEAD + "  chat: {model: Phi-4, modes: managed}\n",
    "unknown key at the top": "deployment: {}\n" + HEAD + "  chat: {model: Phi-4}\n",
    "no model": HEAD + "  chat: {mode: managed}\n",
    "unknown mode": HEAD + "  chat: {model: Phi-4, mode: batch}\n",
    "unknown quota": HEAD + "  chat: {model: Phi-4, mode: managed, quota: mine}\n",
    "a number as text": HEAD + "  chat: {model: Phi-4, mode: managed, instances: two}\n",
    "none at all": HEAD + "  chat: {model: Phi-4, mode: managed, instances: 0}\n",
    "a version as a number": HEAD + "  chat: {model: Phi-4, mode: managed, version: 7}\n",
    "more than all traffic": HEAD + "  chat: {model: Phi-4, mode: managed, traffic: 101}\n",
    "no list": HEAD + "  chat: {model: Phi-4, regions: eastus2}\n",
    "an empty list": HEAD + "  chat: {model: Phi-4, regions: []}\n",
    "a request that lasts": HEAD + "  chat: {model: Phi-4, mode: managed, request_timeout_s: 181}\n",
    "autoscale without its end": HEAD + "  chat: {model: Phi-4, mode: managed, autoscale: {min: 1}}\n",
    "an endpoint without its name": HEAD
    + "  chat: {model: Phi-4, mode: managed, endpoint: {existing: true}}\n",
    "a duration": "timeouts: {online_endpoint: soon}\n" + HEAD + "  chat: {model: Phi-4}\n",
    "no GUID": HEAD.replace("${AZURE_SUBSCRIPTION_ID}", "prod") + "  chat: {model: Phi-4}\n",
    "no workspace": "subscription: ${AZURE_SUBSCRIPTION_ID}\nresource_group: rg\nworkspaces: {}\ndeployments: {}\n",
    "a region as in the portal": HEAD.replace("eastus2", "East US 2") + "  chat: {model: Phi-4}\n",
    "a kind of workspace": HEAD.replace("create: true", "kind: hub") + "  chat: {model: Phi-4}\n",
}
GOOD_PLATFORMS = {
    "the least": PLATFORM,
    "all keys": PLATFORM
    + "owner: me\nhubs: {hub-a: {projects: [chat], region: eastus2, storage_account: sthub1, key_vault: kv-hub-1}}\n"
    "workspaces: {ml-a: {}}\n",
}
BAD_PLATFORMS = {
    "no region": PLATFORM.replace("region: swedencentral\n", ""),
    "unknown key of a hub": PLATFORM + "hubs: {hub-a: {project: [chat]}}\n",
    "projects by name": PLATFORM + "hubs: {hub-a: {projects: {chat: {}}}}\n",
}


def refusals(kind: str, text: str) -> list[str]:
    """What an editor marks."""
    validator = jsonschema.Draft7Validator(json_schema(BY_STEM[kind], CATALOG))
    return [error.message for error in validator.iter_errors(yaml.safe_load(text))]


def read(kind: str, folder: Path, text: str) -> Any:
    """Read it as the commands do. Raises SpecError."""
    file = folder / f"{kind}.yaml"
    file.write_text(text)
    return load_platform(file, ENVIRON) if kind == "platform" else load_deployments(file, ENVIRON)


@pytest.mark.parametrize("kind", BY_STEM)
def test_it_is_a_schema(kind: str) -> None:
    jsonschema.Draft7Validator.check_schema(json_schema(BY_STEM[kind], CATALOG))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *(pytest.param("deployments", text, id=name) for name, text in GOOD_DEPLOYMENTS.items()),
        *(pytest.param("platform", text, id=f"platform: {name}") for name, text in GOOD_PLATFORMS.items()),
    ],
)
def test_what_we_accept_it_accepts(tmp_path: Path, kind: str, text: str) -> None:
    assert read(kind, tmp_path, text)
    assert refusals(kind, text) == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *(pytest.param("deployments", text, id=name) for name, text in BAD_DEPLOYMENTS.items()),
        *(pytest.param("platform", text, id=f"platform: {name}") for name, text in BAD_PLATFORMS.items()),
    ],
)
def test_a_mistake_in_one_place_it_refuses(tmp_path: Path, kind: str, text: str) -> None:
    with pytest.raises(SpecError):
        read(kind, tmp_path, text)
    assert len(refusals(kind, text)) == 1


FILES = [*(REPO / "stacks").glob("*/*.yaml"), *(REPO / "tests/e2e/made_by_0_1_0").glob("*.yaml")]


@pytest.mark.parametrize("file", [file for file in FILES if file.stem in BY_STEM], ids=str)
def test_the_specs_of_this_repository_are_good(file: Path) -> None:
    assert refusals(file.stem, file.read_text()) == []


def test_the_sample_of_the_readme_is_good() -> None:
    (sample,) = re.findall(r"```yaml\ndeployments:\n(.*?)```", (REPO / "README.md").read_text(), re.DOTALL)
    assert refusals("deployments", HEAD + sample) == []


@pytest.mark.parametrize("page", ["README.md", "docs/guides/which-mode.md"])
def test_the_samples_with_accounts_are_good(page: str, tmp_path: Path) -> None:
    samples = re.findall(r"```yaml\n(accounts:\n.*?)```", (REPO / page).read_text(), re.DOTALL)
    assert samples
    for sample in samples:
        file = tmp_path / "deployments.yaml"
        file.write_text(f"subscription: {'0' * 8}-0000-0000-0000-{'0' * 12}\nresource_group: rg\n{sample}")
        assert refusals("deployments", file.read_text()) == []
        assert load_deployments(file, {}).deployments


@pytest.mark.parametrize("kind", BY_STEM)
def test_every_key_says_what_it_is(kind: str) -> None:
    schema = json_schema(BY_STEM[kind], CATALOG)
    keys = {
        f"{name}.{key}": value
        for name, mapping in {"": schema, **schema["$defs"]}.items()
        for key, value in mapping["properties"].items()
    }
    assert [key for key, value in keys.items() if not value.get("description")] == []


def test_models_and_sizes_are_examples_and_no_closed_list() -> None:
    """A file can bring rows of its own."""
    deployment = json_schema(BY_STEM["deployments"], CATALOG)["$defs"]["DeploymentSchema"]["properties"]
    assert set(deployment["model"]["examples"]) >= {"Phi-4", "Llama-3.1-8B-Instruct"}
    assert "Standard_NC24ads_A100_v4" in deployment["instance_type"]["examples"]
    assert "enum" not in json.dumps([deployment["model"], deployment["instance_type"]])


def test_a_deployments_own_keys_come_before_those_that_it_shares() -> None:
    deployment = json_schema(BY_STEM["deployments"], CATALOG)["$defs"]["DeploymentSchema"]["properties"]
    keys = list(deployment)
    assert keys[0] == "model"
    assert keys.index("accept_retired") < keys.index("liveness")
    assert keys.index("accept_retired") < keys.index("sku")


def test_regions_are_examples_where_one_is_named() -> None:
    platform, deployments = (json_schema(BY_STEM[kind], CATALOG) for kind in ("platform", "deployments"))
    assert "swedencentral" in platform["properties"]["region"]["examples"]
    names = deployments["properties"]["workspaces"]["propertyNames"]
    assert names.keys() == {"pattern", "examples"}
    assert "swedencentral" in names["examples"]


@pytest.mark.parametrize("kind", BY_STEM)
def test_keys_are_their_own_titles(kind: str) -> None:
    schema = json_schema(BY_STEM[kind], CATALOG)
    assert schema.pop("title") == f"{kind}.yaml"
    assert '"title": "' not in json.dumps(schema)


def test_the_fleets_keys_are_known_too() -> None:
    schema = json_schema(FLEET, CATALOG)
    fleet = schema["properties"]
    assert "swedencentral" in fleet["regions"]["items"]["examples"]
    assert fleet["subscriptions"]["additionalProperties"]["type"] == "string"


@pytest.mark.parametrize("kind", BY_STEM)
def test_every_default_is_what_its_key_takes(kind: str) -> None:
    """An editor writes it into the file."""
    schema = json_schema(BY_STEM[kind], CATALOG)
    wrong = [
        (key["default"], mistake.message)
        for key in _with_default(schema)
        for mistake in jsonschema.Draft202012Validator({**key, "$defs": schema["$defs"]}).iter_errors(
            key["default"]
        )
    ]
    assert wrong == []


def _with_default(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if "default" in schema:
            yield schema
        schema = list(schema.values())
    if isinstance(schema, list):
        for each in schema:
            yield from _with_default(each)
