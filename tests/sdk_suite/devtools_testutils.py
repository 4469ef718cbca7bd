"""What azure-ai-ml's end-to-end tests take from azure-sdk-for-python's devtools_testutils, which is on no index."""

from __future__ import annotations


class AzureRecordedTestCase:
    """The base of their test classes; theirs plays recordings, here all is live."""


def is_live() -> bool:
    """Say that requests really go out: to the local Azure."""
    return True
