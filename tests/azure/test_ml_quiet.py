"""Silence for azure-ai-ml, and for nobody else."""

from __future__ import annotations

import logging
import sys
import threading
import warnings

import pytest

from modelstacks.azure.ml_quiet import quiet


def test_its_loggers_are_off_inside_and_on_again_after() -> None:
    logger, other = logging.getLogger("azure.ai.ml.some_module"), logging.getLogger("azure.ai.mlx")

    with quiet():
        inside = (logger.disabled, other.disabled)

    assert inside == (True, False)
    assert not logger.disabled


def test_only_what_pollers_print_is_dropped(capsys: pytest.CaptureFixture[str]) -> None:
    with quiet():
        for name in ("LROPoller(1)", "somebody"):
            thread = threading.Thread(target=lambda: print(threading.current_thread().name), name=name)  # noqa: T201
            thread.start()
            thread.join()
        sys.stdout.flush()

    assert capsys.readouterr().out == "somebody\n"


def test_its_warnings_are_dropped() -> None:
    with quiet():
        warnings.warn("experimental", UserWarning, stacklevel=1)
    with pytest.warns(UserWarning, match="mine"):
        warnings.warn("mine", UserWarning, stacklevel=1)


@pytest.mark.parametrize("name", ["LROPoller(1)", "somebody"])
def test_whoever_writes_is_told_how_much_was_taken(name: str) -> None:
    taken: list[int] = []
    with quiet():
        thread = threading.Thread(target=lambda: taken.append(sys.stdout.write("...")), name=name)
        thread.start()
        thread.join()
    assert taken == [3]
