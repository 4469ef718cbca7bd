"""The environment `modelstacks local env` prints: what points real clients at the local Azure."""

from __future__ import annotations

import json
import os
import shlex
import sys
from importlib import metadata as distributions
from pathlib import Path
from typing import TYPE_CHECKING

from localazure import scenarios, tls
from localazure.errors import UsageError
from localazure.state_dir import STATE_VARIABLE, private_dir, write_private
from modelstacks.engine.location import find_engine, path_entries

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from localazure.process import Server
    from localazure.scenarios import Principal, Scenario
    from localazure.state_dir import StateDir

PLUGIN = "pulumi-resource-azure-native"
CA_VARIABLES = ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "CURL_CA_BUNDLE")
LISTED = "2020-06-01"
"""The metadata's api-version: the Azure CLI takes a list of clouds alone, the others read that, too."""
PASSPHRASE = "modelstacks-local"  # noqa: S105  no secret: the salts in stacks/*/Pulumi.local.yaml belong to it


def environment(
    state: StateDir, server: Server, principal: str | None, environ: Mapping[str, str]
) -> dict[str, str]:
    """Return the variables for *principal* (by name; None: the scenario's own), on top of the user's *environ*.

    Writes the CA bundle and the private PULUMI_HOME into the state folder. Raises UsageError for an unknown
    principal.
    """
    scenario = scenarios.parse(state.scenario.read_text(encoding="utf-8"), str(state.scenario))
    who = _principal(scenario, principal or scenario.default_principal)
    tls.write_bundle(state.ca_bundle, tls.files(state.tls).ca, environ)
    return {
        STATE_VARIABLE: str(state.path),
        **_azure(server.url),
        **_identity(scenario, who, state.client_secret(who.name)),
        **dict.fromkeys(CA_VARIABLES, str(state.ca_bundle)),
        **_pulumi(state),
        **_azure_cli(state),
        "PATH": _path(environ),
    }


def _principal(scenario: Scenario, name: str) -> Principal:
    found = scenario.principal(name)
    if found is None or found.type == "Group":
        known = ", ".join(p.name for p in scenario.principals if p.type != "Group")
        raise UsageError(
            f"The scenario {scenario.name} has no principal {name} to sign in as.\nIt has: {known}."
        )
    return found


def _azure(url: str) -> dict[str, str]:
    host = url.removeprefix("https://")
    return {
        "MODELSTACKS_LOCAL_URL": url,
        "ARM_CLOUD_METADATA_URL": f"{url}/metadata/endpoints?api-version={LISTED}",
        "ARM_METADATA_HOSTNAME": host,
        "ARM_METADATA_HOST": host,
        "ARM_RESOURCE_MANAGER_ENDPOINT": url,
        "ARM_RESOURCE_MANAGER_AUDIENCE": url,
        "ARM_ACTIVE_DIRECTORY_AUTHORITY_HOST": url,
        "ARM_DISABLE_INSTANCE_DISCOVERY": "true",
        "AZURE_AUTHORITY_HOST": url,
        "REGISTRY_DISCOVERY_ENDPOINT_URL": url,
    }


def _identity(scenario: Scenario, who: Principal, secret: str) -> dict[str, str]:
    values = {
        "TENANT_ID": scenario.tenant.id,
        "CLIENT_ID": who.app_id,
        "CLIENT_SECRET": secret,
        "SUBSCRIPTION_ID": scenario.subscriptions[0].id,
    }
    return {f"{prefix}_{name}": value for prefix in ("AZURE", "ARM") for name, value in values.items()}


def _pulumi(state: StateDir) -> dict[str, str]:
    install_plugin(state.pulumi_home, distributions.version("pulumi-azure-native"))
    return {
        "PULUMI_HOME": str(state.pulumi_home),
        "PULUMI_BACKEND_URL": private_dir(state.pulumi_backend).as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_PYTHON_CMD": sys.executable,
    }


def _azure_cli(state: StateDir) -> dict[str, str]:
    """Give `az` a folder of its own: what it signs in to here must not become the user's default elsewhere."""
    return {
        "AZURE_CONFIG_DIR": str(private_dir(state.azure_cli)),
        "AZURE_CORE_INSTANCE_DISCOVERY": "false",
    }


def install_plugin(pulumi_home: Path, version: str) -> Path:
    """Put the stand-in for the azure-native plugin where the engine takes it as installed; return the launcher."""
    folder = pulumi_home / "plugins" / f"resource-azure-native-v{version}"
    private_dir(pulumi_home)
    folder.mkdir(parents=True, exist_ok=True)
    launcher = folder / PLUGIN
    # -P: the folder the engine happens to run in must not shadow our modules
    command = f"exec {shlex.quote(sys.executable)} -P -m azure_native_standin"
    write_private(launcher, f'#!/bin/sh\n{command} "$@"\n', mode=0o700)
    return launcher


def _path(environ: Mapping[str, str]) -> str:
    """Put the virtual environment's programs, then the engine's, in front; run twice it changes nothing."""
    engine = (str(folder) for folder in path_entries(find_engine(environ)))
    first = [str(Path(sys.executable).parent), *engine]
    rest = [entry for entry in environ.get("PATH", "").split(os.pathsep) if entry and entry not in first]
    return os.pathsep.join([*first, *rest])


def as_shell(variables: Mapping[str, str]) -> str:
    """Return lines for `eval "$(modelstacks local env)"`."""
    return "\n".join(f"export {name}={shlex.quote(value)}" for name, value in variables.items())


def as_dotenv(variables: Mapping[str, str]) -> str:
    """Return the lines of a .env file; values are double-quoted, with `\\`, `"` and `$` escaped."""
    return "\n".join(f'{name}="{_escaped(value)}"' for name, value in variables.items())


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$")


def as_json(variables: Mapping[str, str]) -> str:
    """Return one JSON object."""
    return json.dumps(variables, indent=2)


FORMATS: dict[str, Callable[[Mapping[str, str]], str]] = {
    "shell": as_shell,
    "dotenv": as_dotenv,
    "json": as_json,
}
