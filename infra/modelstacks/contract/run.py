"""Level 1 from its first guard to its last deletion, whatever stops it in between."""

from __future__ import annotations

import asyncio
import secrets
import signal
from typing import TYPE_CHECKING

from modelstacks.azure.cloud import resolve_cloud
from modelstacks.azure.session import open_arm
from modelstacks.contract.comparing import Compared
from modelstacks.contract.creating import Creating
from modelstacks.contract.ledger import Account
from modelstacks.contract.limit import LIMIT_S, limited
from modelstacks.contract.removing import LeftError, remove
from modelstacks.contract.steps import StepError, Steps
from modelstacks.contract.trial import Trial
from modelstacks.contract.work import new_work, unfinished
from modelstacks.engine.interrupts import StoppedError
from modelstacks.errors import ModelstacksError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from modelstacks.catalog import Model
    from modelstacks.contract.work import Work


PASSPHRASE = "PULUMI_CONFIG_PASSPHRASE"  # noqa: S105  a variable's name
"""Of the run's own states, which nobody reads after it."""
PURGE = "purge of exactly what was made"
STOPPED = "Everything that it had made is deleted."
TIME_IS_UP = "The time that a run may take is over."
UNDER_WAY = "Stopped while deleting. What is left is written down: the next `modelstacks contract --create` here deletes it."


def end_earlier_runs(environ: Mapping[str, str], say: Callable[[str], None]) -> None:
    """Delete what earlier runs left behind. Raises LeftError, and UsageError where they were on another cloud."""
    for work in unfinished():
        if work.ledger.left():
            say(f"An earlier run, {work.folder.name}, was stopped. Deleting what it made:")
            _remove(work, environ, say)
        work.close()


def begin(
    account: Account,
    region: str,
    model: Model,
    environ: Mapping[str, str],
    now: datetime,
    say: Callable[[str], None],
) -> Creating:
    """Prepare a run, guards included; nothing is written in Azure. Raises what they raise, and leaves no folder then."""
    work = new_work(account.run)
    trial = Trial(account.run, account.subscription, region, model)
    creating = Creating(trial, work, {**environ, PASSPHRASE: secrets.token_hex(16)}, now, Steps(say))
    try:
        work.ledger.begin(account)
        creating.prepare()
    except StepError as err:
        work.close()
        raise ModelstacksError(f"{err}\nNothing was made.") from err
    except BaseException:
        work.close()
        raise
    return creating


def new_account(subscription: str, environ: Mapping[str, str]) -> Account:
    """Return whose run it will be; its word is random."""
    return Account(secrets.token_hex(4), subscription, resolve_cloud(environ).resource_manager)


def carry_out(creating: Creating, owner: str, limit_s: float = LIMIT_S) -> None:
    """Make, look, and delete all of it for good, also after Ctrl-C and when the time is up.

    Raises StoppedError once everything is deleted. What could not be deleted stands in the steps, and stays in the ledger.
    """
    stopped: StoppedError | None = None
    with limited(limit_s) as limit:
        try:
            creating.make(owner)
        except StoppedError as err:  # its words are of `modelstacks up`: that nothing goes on from here
            stopped = err
        except KeyboardInterrupt:
            stopped = StoppedError((signal.SIGINT,))
        finally:
            limit.end()
            _end(creating)
    if stopped:
        why = TIME_IS_UP if limit.over else f"Stopped by {signal.Signals(stopped.signals[0]).name}."
        raise stopped.with_message(f"{why} {STOPPED}")


def _end(creating: Creating) -> None:
    say = creating.steps.say
    say(f"{PURGE} …")
    try:
        _remove(creating.work, creating.environ, say)
    except LeftError as err:
        creating.steps.rows.append(Compared(PURGE, (), "differs", tuple(str(err).splitlines())))
        return
    creating.steps.rows.append(Compared(PURGE, (), "the same"))
    creating.work.close()


def _remove(work: Work, environ: Mapping[str, str], say: Callable[[str], None]) -> None:
    manager = resolve_cloud(environ).resource_manager

    async def run() -> None:
        async with open_arm(environ) as arm:
            await remove(arm, work.ledger, manager, say)

    try:
        asyncio.run(run())
    except KeyboardInterrupt as err:
        raise StoppedError((signal.SIGINT,), UNDER_WAY) from err
