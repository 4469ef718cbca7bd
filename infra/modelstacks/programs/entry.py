"""What both programs do first: read their config, and end on a mistake with its message alone."""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn, TypeAlias, cast, get_args

import pulumi
from pulumi.runtime.config import CONFIG as CONFIG_VALUES
from pulumi.runtime.config import get_config_env

from modelstacks.azure.credentials import read_identity
from modelstacks.deployment.config import CONFIG, refuse_unknown_keys
from modelstacks.errors import ModelstacksError, UsageError
from modelstacks.inference.probe import LEVELS
from modelstacks.logs import set_up_from
from modelstacks.programs.registrations import end_after_registrations
from modelstacks.telemetry.start import start_process, stop_process

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from modelstacks.inference.probe import Level

Strictness: TypeAlias = Literal["strict", "warn", "off"]


@dataclass(frozen=True)
class Settings:
    """The stack's `modelstacks:*` config. *ready_within_s*: how long an endpoint may take to answer.

    *smoke_level*: what the smoke test asks; by default only `/info`, which costs no tokens. *rows*: the user's own
    catalogue rows.
    """

    spec: Path
    check: Strictness
    smoke: Strictness
    ready_within_s: float
    smoke_level: Level = "info"
    rows: Path | None = None


def read_settings(default_spec: str, ready_within_s: float) -> Settings:
    """Read the stack's config. Raises UsageError naming the `pulumi config set` that corrects it."""
    refuse_unknown_keys({**get_config_env(), **CONFIG_VALUES.get()})
    config = pulumi.Config(CONFIG)
    level = config.get("smokeLevel") or "info"
    if level not in LEVELS:
        raise UsageError(
            f"{CONFIG}:smokeLevel is {level!r}; it can be {', '.join(LEVELS)}.\n"
            f"Run: pulumi config set {CONFIG}:smokeLevel basic"
        )
    rows = config.get("rows")
    return Settings(
        spec=Path(config.get("spec") or default_spec),
        check=_strictness(config, "check"),
        smoke=_strictness(config, "smoke"),
        ready_within_s=_seconds(config, "smokeTimeout", ready_within_s),
        smoke_level=level,
        rows=Path(rows) if rows else None,
    )


def _seconds(config: pulumi.Config, name: str, default: float) -> float:
    try:
        value = config.get_float(name)
    except pulumi.ConfigTypeError as err:
        raise UsageError(
            f"{CONFIG}:{name} is {config.get(name)!r}; it takes seconds, as a number.\n"
            f"Run: pulumi config set {CONFIG}:{name} {default:g}"
        ) from err
    return default if value is None else value


def _strictness(config: pulumi.Config, name: str) -> Strictness:
    value = config.get(name) or "strict"
    if value not in get_args(Strictness):
        raise UsageError(
            f"{CONFIG}:{name} is {value!r}; it can be strict, warn or off.\n"
            f"Run: pulumi config set {CONFIG}:{name} strict"
        )
    return cast("Strictness", value)


def check_subscription(subscription: str, environ: Mapping[str, str]) -> None:
    """Refuse a spec for another subscription than the one the provider would write to."""
    given = pulumi.Config("azure-native").get("subscriptionId") or read_identity(environ).subscription_id
    if given and given.lower() != subscription.lower():
        raise UsageError(
            f"The spec is for subscription {subscription}, but the provider would write to {given}.\n"
            f"Run: pulumi config set azure-native:subscriptionId {subscription}\n"
            "or set AZURE_SUBSCRIPTION_ID and ARM_SUBSCRIPTION_ID to the one you mean."
        )


@contextmanager
def ending_plainly() -> Iterator[None]:
    """End the program through pulumi.RunError, whose message is all that a user sees; log as MODELSTACKS_LOG says.

    The language host interrupts a program when a resource failed; without a handler Python would print a
    KeyboardInterrupt traceback over Azure's message.
    """
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, _leave)
    try:
        end_after_registrations()
        set_up_from(os.environ)
        start_process("pulumi program", os.environ, _say)
        yield
    except ModelstacksError as err:
        raise pulumi.RunError(str(err)) from err


def _say(line: str) -> None:
    """Print it, for the engine to show; its own log is closed where a program's last words come."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def _leave(_signal: int, _frame: object) -> NoReturn:
    """End now. Python would first wait for its threads, and those wait for an engine that has stopped listening."""
    with suppress(Exception):  # whatever was under way, the program ends
        stop_process()
    with suppress(RuntimeError):  # the signal came in the middle of a write
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(1)
