"""What all tests share."""

from pathlib import Path

import pytest
from hypothesis import settings

pytest_plugins = ("azure_fixtures",)

# How long one example takes says nothing on a busy machine.
settings.register_profile("tests", deadline=None)
settings.load_profile("tests")


SLOW = (
    "azure/test_arm.py",
    "azure/test_credentials.py",
    "azure/test_ml.py",
    "azure/test_ml_ensure.py",
    "azure/test_request_log.py",
    "cli/test_check.py",
    "cli/test_endpoints.py",
    "cli/test_key.py",
    "cli/test_log_options.py",
    "cli/test_local.py",
    "cli/test_openapi.py",
    "cli/test_renew.py",
    "cli/test_smoke.py",
    "cli/test_snippets.py",
    "contract/test_level",
    "inference/test_planted_defects.py",
    "localazure/arm/test_real_clients.py",
    "localazure/inference/test_openapi.py",
    "azure_native_standin/test_mishaps.py",
    "azure_native_standin/test_provider.py",
    "localazure/providers/machinelearning/",
    "localazure/providers/test_authorization.py",
    "localazure/providers/test_generic.py",
    "localazure/scenarios/",
    "localazure/test_azure_ai_ml.py",
    "localazure/test_environment.py",
    "localazure/test_middleware.py",
    "localazure/test_process.py",
    "localazure/test_store.py",
    "preflight/test_pairs.py",
    "preflight/test_requests.py",
    "preflight/test_scenarios.py",
    "deployment/test_targets.py",
    "test_dependencies.py",
)
"""What starts several servers, waits for them to come back, or imports azure-ai-ml: seconds each."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what `scripts/test --fast` leaves out besides the engine."""
    here = Path(__file__).parent
    for item in items:
        if item.path.relative_to(here).as_posix().startswith(SLOW):
            item.add_marker(pytest.mark.slow)
