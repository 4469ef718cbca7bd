"""What all tests share."""

import gc
import signal
import sys
import warnings

import pytest
from hypothesis import settings

pytest_plugins = ("azure_fixtures",)

# How long one example takes says nothing on a busy machine.
settings.register_profile("tests", deadline=None)
settings.load_profile("tests")


# A job that a shell began in the background ignores it, and hands that on: what a test interrupts would never hear of it.
signal.signal(signal.SIGINT, signal.default_int_handler)
gc.disable()  # what is imported and collected stays to the end: looking through it took half of a worker's start


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take long: handed out last, each would keep one worker at work while the others are done.

    The first builds the wheel, for which others wait.
    """
    wheel = next((item.path for item in items if "wheel" in getattr(item, "fixturenames", ())), None)
    engine, slow = (
        {item.path for item in items if item.get_closest_marker(mark)} for mark in ("e2e", "slow")
    )
    items.sort(key=lambda item: (item.path != wheel, item.path not in engine, item.path not in slow))


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
