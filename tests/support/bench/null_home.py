"""A PULUMI_HOME whose azure-native is the provider that does nothing."""

from __future__ import annotations

import json
import shlex
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer

PROVIDER = Path(__file__).with_name("null_provider.py")


def null_environ(azure: LocalAzureServer, home: Path) -> dict[str, str]:
    """Return the owner's environment with that plugin in *home*, and a backend of its own there."""
    plugin = home / "plugins" / f"resource-azure-native-v{version('pulumi-azure-native')}"
    plugin.mkdir(parents=True)
    launcher = plugin / "pulumi-resource-azure-native"
    line = " ".join(shlex.quote(str(word)) for word in (sys.executable, PROVIDER))
    launcher.write_text(f'#!/bin/sh\nexec {line} "$@"\n')
    launcher.chmod(0o700)
    (home / "state").mkdir()
    return {
        **azure.env(),
        "PULUMI_HOME": str(home),
        "PULUMI_BACKEND_URL": (home / "state").as_uri(),
        "NULL_PROVIDER_CALLER": json.dumps(caller(azure)),
    }


def caller(azure: LocalAzureServer) -> dict[str, str]:
    """Return what getClientConfig answers about the owner."""
    owner = azure.scenario.principal("owner")
    assert owner is not None
    return {
        "clientId": owner.app_id,
        "objectId": owner.object_id,
        "tenantId": azure.scenario.tenant.id,
        "subscriptionId": azure.subscription,
    }
