"""Whether an endpoint keeps to the document that it describes itself with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

if TYPE_CHECKING:
    from schemathesis import Case

    from azure_fixtures import LocalAzureServer

    from .conftest import Endpoint

pytestmark = pytest.mark.slow

EXAMPLES = 3
CHECKS = [not_a_server_error, response_schema_conformance, status_code_conformance]
FEW = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("fixture", ["chat", "completions", "embeddings"])
def test_an_endpoint_keeps_to_its_document(
    request: pytest.FixtureRequest, local_azure: LocalAzureServer, fixture: str, mode: GenerationMode
) -> None:
    """What fits the document and what does not: no 5xx, no status and no shape that the document does not name."""
    endpoint: Endpoint = request.getfixturevalue(fixture)
    schema = schemathesis.openapi.from_dict(endpoint.get("/openapi.json").json())
    headers = {"Authorization": f"Bearer {endpoint.key}"}

    for found in schema.get_all_operations():
        assert isinstance(found, Ok)

        @given(case=found.ok().as_strategy(generation_mode=mode))
        @FEW
        def ask(case: Case[Any]) -> None:
            case.call_and_validate(
                base_url=endpoint.uri, headers=headers, verify=local_azure.ca, checks=CHECKS
            )

        ask()
