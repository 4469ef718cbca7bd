"""What was sent to one Azure, as the Azure SDK's log tells it: a poller of another test may still ask one that is gone."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

    from azure_fixtures import LocalAzureServer

ARM_LOG = "azure.core.pipeline.policies.http_logging_policy"
SENT = re.compile(r"Request URL: '(https://[^/]+)([^']*)'\nRequest method: '(\w+)'")


def sent_to(azure: LocalAzureServer, caplog: pytest.LogCaptureFixture) -> Counter[tuple[str, str]]:
    """Path with query, and method, of each request in the log."""
    found = (SENT.match(record.getMessage()) for record in caplog.records)
    return Counter((match[2], match[3]) for match in found if match and match[1] == azure.server.url)
