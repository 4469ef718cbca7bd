"""The log's options are made for Click once: `--help` adds them to every command."""

from __future__ import annotations

from types import SimpleNamespace
from unittest import mock

import typer

from modelstacks.cli import log_options


def test_they_are_converted_once_and_only_the_outermost_reads_the_environment() -> None:
    log_options._carried.cache_clear()
    with mock.patch.object(typer.main, "get_command", wraps=typer.main.get_command) as convert:
        outer, inner = (
            log_options.add_log_options(SimpleNamespace(params=[]), from_environment=outermost)
            for outermost in (True, False)
        )
    assert convert.call_count == 1
    assert [bool(option.envvar) for option in outer.params] == [False, True, True]
    assert [bool(option.envvar) for option in inner.params] == [False, False, False]
