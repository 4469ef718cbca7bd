"""What all tests share."""

import gc
import sys
import warnings

import pytest
from hypothesis import settings

pytest_plugins = ("azure_fixtures",)

# How long one example takes says nothing on a busy machine.
settings.register_profile("tests", deadline=None)
settings.load_profile("tests")


gc.disable()  # what is imported and collected stays to the end: looking through it took half of a worker's start


def pytest_collection_finish() -> None:
    """Leave it out of what the garbage collector looks at between the tests, too."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    """Write what was covered before a worker says that it has finished: 10 s later it would be killed in the middle."""
    coverage = sys.modules.get("coverage")
    if coverage and (running := coverage.Coverage.current()):
        with warnings.catch_warnings(action="ignore"):  # packages that this worker did not meet
            running.save()
