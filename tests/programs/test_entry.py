"""What both programs do first: their config, their subscription, and how they end."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pulumi
import pytest

from modelstacks.azure import provider_process
from modelstacks.azure.api_versions import SUBSCRIPTIONS
from modelstacks.azure.session import run_with_arm
from modelstacks.errors import UsageError
from modelstacks.logs import set_up
from modelstacks.programs.entry import check_subscription, ending_plainly, read_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from azure_fixtures import LocalAzureServer


@pytest.fixture(autouse=True)
def no_config_left() -> Iterator[None]:
    """Leave no config behind."""
    yield
    pulumi.runtime.set_all_config({})


def use(values: dict[str, str]) -> None:
    pulumi.runtime.set_all_config(values)


def test_without_config_there_are_defaults() -> None:
    use({})
    settings = read_settings("deployments.yaml", 120.0)
    assert (str(settings.spec), settings.ready_within_s) == ("deployments.yaml", 120.0)
    assert (settings.check, settings.smoke, settings.smoke_level) == ("strict", "strict", "info")


def test_config_wins() -> None:
    use(
        {
            "modelstacks:spec": "other.yaml",
            "modelstacks:smoke": "off",
            "modelstacks:check": "warn",
            "modelstacks:smokeLevel": "full",
            "modelstacks:smokeTimeout": "0",
        }
    )
    settings = read_settings("deployments.yaml", 120.0)
    assert (str(settings.spec), settings.ready_within_s) == ("other.yaml", 0.0)
    assert (settings.check, settings.smoke, settings.smoke_level) == ("warn", "off", "full")


def test_an_unknown_level_lists_the_known() -> None:
    use({"modelstacks:smokeLevel": "deep"})
    with pytest.raises(UsageError) as refusal:
        read_settings("deployments.yaml", 120.0)
    assert str(refusal.value) == (
        "modelstacks:smokeLevel is 'deep'; it can be info, basic, full.\n"
        "Run: pulumi config set modelstacks:smokeLevel basic"
    )


@pytest.mark.parametrize("name", ["smoke", "check"])
def test_a_wrong_strictness_says_how_to_set_it(name: str) -> None:
    use({f"modelstacks:{name}": "lax"})
    with pytest.raises(UsageError) as refusal:
        read_settings("deployments.yaml", 120.0)
    assert str(refusal.value) == (
        f"modelstacks:{name} is 'lax'; it can be strict, warn or off.\n"
        f"Run: pulumi config set modelstacks:{name} strict"
    )


@pytest.mark.parametrize(
    ("config", "environ"),
    [
        ({}, {}),
        ({}, {"AZURE_SUBSCRIPTION_ID": "AAAA"}),
        ({"azure-native:subscriptionId": "aaaa"}, {"AZURE_SUBSCRIPTION_ID": "bbbb"}),
    ],
)
def test_the_provider_writes_where_the_spec_says(config: dict[str, str], environ: dict[str, str]) -> None:
    use(config)
    check_subscription("aaaa", environ)


def test_two_subscriptions_are_refused() -> None:
    use({})
    with pytest.raises(UsageError) as refusal:
        check_subscription("aaaa", {"ARM_SUBSCRIPTION_ID": "bbbb"})
    assert str(refusal.value) == (
        "The spec is for subscription aaaa, but the provider would write to bbbb.\n"
        "Run: pulumi config set azure-native:subscriptionId aaaa\n"
        "or set AZURE_SUBSCRIPTION_ID and ARM_SUBSCRIPTION_ID to the one you mean."
    )


@pytest.fixture
def interrupts() -> Iterator[None]:
    """Put the test run's own handler back."""
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interrupts")
def test_a_mistake_ends_the_program_with_its_message_alone() -> None:
    with pytest.raises(pulumi.RunError, match=r"^a mistake$"), ending_plainly():
        raise UsageError("a mistake")


@pytest.mark.usefixtures("interrupts")
def test_our_own_bug_keeps_its_traceback() -> None:
    with pytest.raises(ZeroDivisionError), ending_plainly():
        raise ZeroDivisionError


@pytest.fixture
def silent_again() -> Iterator[None]:
    """Take back what a program set up, in this test or in one before."""
    set_up(None)
    yield
    set_up(None)


@pytest.mark.usefixtures("interrupts", "silent_again")
@pytest.mark.parametrize("level", ["", "info"])
def test_a_program_logs_its_requests_where_the_environment_asks_for_it(
    local_azure: LocalAzureServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    level: str,
) -> None:
    monkeypatch.setenv("MODELSTACKS_LOG", level)
    with ending_plainly():
        run_with_arm(lambda arm: arm.get("/tenants", SUBSCRIPTIONS), local_azure.env())
    assert (" INFO modelstacks.arm GET /tenants 200 " in capsys.readouterr().err) == bool(level)


@pytest.mark.usefixtures("interrupts")
def test_a_level_there_is_not_ends_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELSTACKS_LOG", "loud")
    with pytest.raises(pulumi.RunError, match=r"^MODELSTACKS_LOG is 'loud'; it can be"), ending_plainly():
        pass


@pytest.mark.usefixtures("silent_again")
def test_a_dynamic_provider_logs_its_requests_too(
    local_azure: LocalAzureServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in {**local_azure.env(), "MODELSTACKS_LOG": "info"}.items():
        monkeypatch.setenv(name, value)
    provider_process.run_with_arm(lambda arm: arm.get("/tenants", SUBSCRIPTIONS))
    assert " INFO modelstacks.arm GET /tenants 200 " in capsys.readouterr().err


HELD = """\
import concurrent.futures, threading, time
from modelstacks.programs.entry import ending_plainly

with ending_plainly():
    concurrent.futures.ThreadPoolExecutor().submit(threading.Event().wait)
    print("held", flush=True)
    while True:
        time.sleep(0.05)  # a signal just before signal.pause() would never wake it
"""
"""A program with a registration in flight: its thread waits for an engine that never answers."""


def test_the_language_hosts_interrupt_ends_it_at_once_and_prints_no_traceback() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HELD], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as program:
        try:
            assert program.stdout
            assert program.stdout.readline() == "held\n"
            program.send_signal(signal.SIGINT)
            out, _ = program.communicate(timeout=60)
        finally:
            program.kill()
    assert (program.returncode, out) == (1, "")


def test_in_a_thread_the_handler_stays_as_it_is() -> None:
    before = signal.getsignal(signal.SIGINT)

    def program() -> None:
        with ending_plainly():
            pass

    thread = threading.Thread(target=program)
    thread.start()
    thread.join()
    assert signal.getsignal(signal.SIGINT) is before


def test_a_key_that_nobody_reads_is_refused_with_the_likely_one() -> None:
    use({"modelstacks:smokelevel": "basic", "azure-native:location": "swedencentral"})
    with pytest.raises(UsageError) as refusal:
        read_settings("deployments.yaml", 120.0)
    assert str(refusal.value) == (
        "The stack's config has modelstacks:smokelevel, which is not a known key; did you mean 'smokeLevel'?\n"
        "Known keys: spec, check, smoke, smokeLevel, smokeTimeout, rows, takeOver. Run: pulumi config rm modelstacks:smokelevel"
    )


def test_a_time_out_in_words_is_refused_with_the_default() -> None:
    use({"modelstacks:smokeTimeout": "soon"})
    with pytest.raises(UsageError) as refusal:
        read_settings("deployments.yaml", 120.0)
    assert str(refusal.value) == (
        "modelstacks:smokeTimeout is 'soon'; it takes seconds, as a number.\n"
        "Run: pulumi config set modelstacks:smokeTimeout 120"
    )
