"""The api-versions that we send ourselves, one a provider. pulumi-azure-native 3.29 uses the same."""

from __future__ import annotations

AUTHORIZATION = "2022-04-01"
COGNITIVE_SERVICES = "2025-06-01"
KEY_VAULT = "2024-11-01"
MACHINE_LEARNING = "2025-12-01"
RESOURCES = "2024-03-01"
SUBSCRIPTIONS = "2022-12-01"
