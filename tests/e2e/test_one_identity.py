"""Checks and provider are one identity in one subscription, or nothing is made: real engine, two principals at hand."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib import metadata as distributions
from typing import TYPE_CHECKING, Any

import pytest

from counted_writes import writes

if TYPE_CHECKING:
    from e2e_bench import Bench, Ran

pytestmark = pytest.mark.e2e

SPEC = """\
subscription: ${AZURE_SUBSCRIPTION_ID}
resource_group: rg-models
workspaces:
  swedencentral: {name: chat, create: true, kind: workspace}
deployments:
  phi: {model: Phi-4, mode: serverless}
"""
ELSEWHERE = "00000000-0000-4000-8000-00000000beef"
ARM_NAMES = ("ARM_CLIENT_ID", "ARM_CLIENT_SECRET", "ARM_TENANT_ID", "ARM_SUBSCRIPTION_ID")
LED_ELSEWHERE: tuple[tuple[dict[str, str], str], ...] = (
    ({"ARM_SUBSCRIPTION_ID": ELSEWHERE}, f"but the provider would write to {ELSEWHERE}.\n"),
    ({"ARM_CLIENT_SECRET": ""}, "The azure-native provider can't sign in.\n"),
)


@pytest.fixture(scope="module")
def stack(bench: Bench) -> Bench:
    """Its plugin is the engine's own: it signs in as each run says."""
    bench.make_group()
    bench.begin(SPEC)
    return replace(bench, attached=False)


def pulumi(stack: Bench, env: dict[str, str], *command: str) -> Ran:
    return stack.run("pulumi", "--non-interactive", *command, cwd=stack.stack("models"), env=env)


def as_reader_by_arm(stack: Bench) -> dict[str, str]:
    """AZURE_* say the owner, ARM_* the reader."""
    reader = stack.seen_by("reader").env
    names = ("ARM_CLIENT_ID", "ARM_CLIENT_SECRET")
    return {**stack.env, **{name: reader[name] for name in names}}


def refused(stack: Bench, env: dict[str, str]) -> str:
    """What `pulumi up` says that changes nothing."""
    ran: list[Ran] = []
    count = writes(
        stack.azure,
        lambda: ran.append(pulumi(stack, env, "up", "--stack", "local", "--yes", "--skip-preview")),
    )
    assert (ran[0].code != 0, count) == (True, 0), ran[0].out
    assert "Traceback" not in ran[0].out
    return ran[0].out


def test_another_identity_ends_the_program_before_its_first_resource(stack: Bench) -> None:
    env = as_reader_by_arm(stack)
    output = refused(stack, env)
    assert "The azure-native provider signs in as a different identity than the checks." in output
    assert f"Checks:   service principal, client {env['AZURE_CLIENT_ID']} in tenant" in output
    assert f"Provider: client {env['ARM_CLIENT_ID']} in tenant" in output
    assert (
        "set ARM_SUBSCRIPTION_ID, ARM_TENANT_ID, ARM_CLIENT_ID, ARM_CLIENT_SECRET to what the checks use"
        in output
    )
    assert env["AZURE_CLIENT_SECRET"] not in output


@pytest.mark.parametrize(("change", "words"), LED_ELSEWHERE)
def test_a_provider_that_was_led_elsewhere_ends_it_too(
    stack: Bench, change: dict[str, str], words: str
) -> None:
    assert words in refused(stack, {**stack.env, **change})


def test_where_checks_only_warn_a_provider_that_cannot_sign_in_is_a_warning_first(stack: Bench) -> None:
    pulumi(stack, stack.env, "config", "set", "modelstacks:check", "warn", "--stack", "local")
    output = refused(stack, {**stack.env, "ARM_CLIENT_SECRET": ""})
    pulumi(stack, stack.env, "config", "rm", "modelstacks:check", "--stack", "local")
    assert "warning: The azure-native provider can't sign in.\n" in output


def test_the_stacks_config_is_named_where_it_wins(stack: Bench) -> None:
    reader = stack.seen_by("reader").env["ARM_CLIENT_ID"]
    pulumi(stack, stack.env, "config", "set", "azure-native:clientId", reader, "--stack", "local")
    output = refused(stack, stack.env)
    pulumi(stack, stack.env, "config", "rm", "azure-native:clientId", "--stack", "local")
    assert "The stack's config wins over the environment: `pulumi config rm azure-native:clientId`." in output


def test_modelstacks_up_gives_the_provider_the_identity_of_the_checks(stack: Bench) -> None:
    """With AZURE_* alone, and with ARM_* of somebody who may not."""
    spec = str(stack.stack("models") / "deployments.yaml")
    only_azure = {name: value for name, value in stack.env.items() if name not in ARM_NAMES}
    previewed = stack.run("modelstacks", "preview", spec, env=only_azure)
    assert previewed.code == 0, previewed.out
    ran = stack.run("modelstacks", "up", spec, "--yes", env=as_reader_by_arm(stack))
    assert ran.code == 0, ran.out
    assert providers(stack) == [f"default_{distributions.version('pulumi-azure-native').replace('.', '_')}"]


def providers(stack: Bench) -> list[str]:
    """The names of the azure-native providers in the state: calls of functions without a version make another one."""
    state: dict[str, Any] = json.loads(pulumi(stack, stack.env, "stack", "export", "--stack", "local").out)
    resources = state["deployment"]["resources"]
    return [
        resource["urn"].split("::")[-1]
        for resource in resources
        if resource["type"] == "pulumi:providers:azure-native"
    ]
