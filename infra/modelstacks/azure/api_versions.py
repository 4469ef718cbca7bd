"""The api-versions that we send ourselves, one a provider. pulumi-azure-native 3.29 uses the same."""

from __future__ import annotations

MACHINE_LEARNING = "2025-12-01"
RESOURCES = "2024-03-01"
SUBSCRIPTIONS = "2022-12-01"
