"""How the Pulumi CLI is started: in a session of its own, so that who stops a run and what is left of it is ours to say.

A Ctrl-C reaches every process of the terminal's foreground group. The engine takes the first SIGINT as "finish what is
under way" and a second as "end now"; with Python, the CLI and its plugins all in one group nobody knows how many each
of them got. Here the CLI gets those that are passed on, and nothing else.
"""

from __future__ import annotations

import itertools
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from typing import IO, TYPE_CHECKING

from pulumi.automation import CommandError, CommandResult, PulumiCommand
from pulumi.automation.errors import create_command_error
from semver import VersionInfo

from modelstacks.engine.interrupts import (
    KilledError,
    StoppedError,
    end_session,
    first_of,
    passing_on,
)
from modelstacks.engine.lock_owner import noted
from modelstacks.telemetry.spans import child_variables, phase

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pulumi.automation import OnOutput


class OwnSessionCommand(PulumiCommand):
    """Runs the CLI as the Automation API does, but in its own session. Raises StoppedError after a signal to us, KilledError after one to it.

    *version* was told by that very program, in `find_engine`, which also refuses one that is too old: it is not asked again.
    """

    def __init__(self, command: str, version: str) -> None:
        self.command = command
        self.version = VersionInfo.parse(version)

    def run(
        self,
        args: list[str],
        cwd: str,
        additional_env: Mapping[str, str],
        on_output: OnOutput | None = None,
        on_error: OnOutput | None = None,
    ) -> CommandResult:
        """Run it and return its output. Raises CommandError where it failed."""
        with phase(f"pulumi {' '.join(_words(args))}"):
            return self._run(args, cwd, additional_env, on_output, on_error)

    def _run(
        self,
        args: list[str],
        cwd: str,
        additional_env: Mapping[str, str],
        on_output: OnOutput | None,
        on_error: OnOutput | None,
    ) -> CommandResult:
        command = [self.command, *(() if "--non-interactive" in args else ("--non-interactive",)), *args]
        with (
            subprocess.Popen(
                command,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=cwd,
                env={
                    **os.environ,
                    **additional_env,
                    **child_variables(),
                    "PULUMI_AUTOMATION_API": "true",
                },
                encoding="utf-8",
                start_new_session=True,
            ) as process,
            noted(process),
            passing_on(process.pid) as signals,
            ThreadPoolExecutor(3) as threads,
        ):
            stdout = threads.submit(_lines, process.stdout, on_output)
            stderr = threads.submit(_lines, process.stderr, on_error)
            [ended] = first_of([threads.submit(process.wait)])
            if code := ended.result():
                end_session(process.pid)  # what it left running would also keep the pipes open
            result = CommandResult(stdout.result(), stderr.result(), code)
        if signals:
            raise StoppedError(signals)
        if result.code < 0:
            raise KilledError(-result.code)
        if result.code:
            raise _error(result)
        return result


def _words(args: Sequence[str]) -> list[str]:
    """Return the command alone, `stack select`: what follows may be a value, or a secret one."""
    plain = list(itertools.takewhile(lambda word: word.isalpha(), args))
    return plain[:2] if plain[:1] in (["stack"], ["config"], ["plugin"]) else plain[:1]


def _lines(stream: IO[str] | None, hear: OnOutput | None) -> str:
    assert stream is not None  # both are pipes
    lines = []
    for line in stream:
        lines.append(line.rstrip())
        try:
            if hear:
                hear(lines[-1])
        except OSError:  # our own output was closed (`| head -1`): the engine must not wait for that
            hear = None
    return "\n".join(lines)


def _error(result: CommandResult) -> CommandError:
    error: CommandError = create_command_error(result)
    return error
