"""`fleet.yaml`: which stacks it names, how they are called, in which ring, and every mistake where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fleets import SUBSCRIPTION, read, write_fleet
from modelstacks.errors import SpecError, UsageError
from modelstacks.fleet.fleet_file import load_fleet

if TYPE_CHECKING:
    from pathlib import Path

OTHER = "5ab5c41b-0000-4000-8000-000000000002"
CHAT = "specs: {chat: chat/deployments.yaml}\n"


def names(folder: Path, text: str) -> list[str]:
    """The stacks of a fleet called f."""
    return [stack.name for stack in read(folder, f"name: f\n{text}").stacks]


def test_a_stack_for_each_spec_environment_subscription_and_region(tmp_path: Path) -> None:
    found = names(
        tmp_path,
        "specs: {chat: chat/deployments.yaml, plain: plain/deployments.yaml}\n"
        "environments: {dev: {}, prod: {}}\n"
        f"subscriptions: {{eu: {SUBSCRIPTION}, us: {OTHER}}}\n"
        "regions: [swedencentral, eastus2]\n",
    )
    assert len(found) == len(set(found)) == 16
    assert found[:4] == [
        "chat-dev-eu-swedencentral",
        "chat-dev-eu-eastus2",
        "chat-dev-us-swedencentral",
        "chat-dev-us-eastus2",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (CHAT, ["chat"]),
        (f"{CHAT}regions: [eastus2]\n", ["chat-eastus2"]),
        (f"{CHAT}environments: {{dev: {{}}}}\n", ["chat-dev"]),
        (f"{CHAT}environments: {{dev: {{regions: [eastus2]}}, prod: {{}}}}\nregions: [eastus, eastus2]\n",
         ["chat-dev-eastus2", "chat-prod-eastus", "chat-prod-eastus2"]),
        (f"{CHAT}environments: {{dev: {{specs: []}}, prod: {{}}}}\n", ["chat-prod"]),
        ("specs: {a: {file: chat/deployments.yaml, regions: []}, b: chat/deployments.yaml}\nregions: [eastus]\n",
         ["a", "b-eastus"]),
        ("specs: {a: {file: chat/deployments.yaml, environments: [prod]}}\nenvironments: {dev: {}, prod: {}}\n",
         ["a-prod"]),
        ("specs: {a: {file: chat/deployments.yaml, environments: []}}\nenvironments: {dev: {}, prod: {}}\n", ["a"]),
        (f"{CHAT}regions: [eastus, eastus2]\nstacks: {{chat-eastus: {{skip: true}}}}\n", ["chat-eastus2"]),
        (f"{CHAT}regions: [eastus, eastus2]\nstacks: {{'*': {{skip: true}}, chat-eastus: {{skip: false}}}}\n", ["chat-eastus"]),
    ],
)  # fmt: skip
def test_what_is_left_out_or_narrowed(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert names(tmp_path, text) == expected


def test_an_override_is_for_the_stacks_of_its_pattern_alone(tmp_path: Path) -> None:
    fleet = read(
        tmp_path,
        f"name: f\n{CHAT}regions: [eastus, eastus2]\ndefaults: {{variables: {{WHO: all}}, timeout: 1h}}\n"
        "stacks: {'*-eastus2': {variables: {WHO: one}, timeout: 90s}}\n",
    )
    assert [(each.variables["WHO"], each.timeout_s) for each in fleet.stacks] == [("all", 3600), ("one", 90)]


def test_a_stack_reads_its_spec_with_what_it_is_for(tmp_path: Path) -> None:
    fleet = read(
        tmp_path,
        f"name: f\n{CHAT}environments: {{prod: {{variables: {{SIZE: big, WHO: env}}}}}}\n"
        f"subscriptions: {{eu: {SUBSCRIPTION}}}\nregions: [eastus2]\n"
        "defaults: {variables: {SIZE: small, KEEP: '1', WHO: default, AZURE_CLIENT_SECRET: '${PROD_SECRET}'}, timeout: 1h}\n"
        "stacks: {'*-eastus2': {variables: {WHO: stack}, timeout: 90s}}\n",
    )
    [stack] = fleet.stacks
    assert stack.timeout_s == 90
    assert stack.environment({"PROD_SECRET": "s3cret", "HOME": "/home"}) == {
        "HOME": "/home",
        "PROD_SECRET": "s3cret",
        "AZURE_SUBSCRIPTION_ID": SUBSCRIPTION,
        "ARM_SUBSCRIPTION_ID": SUBSCRIPTION,
        "MODELSTACKS_ENVIRONMENT": "prod",
        "MODELSTACKS_REGION": "eastus2",
        "MODELSTACKS_STACK_NAME": "chat-prod-eu-eastus2",
        "MODELSTACKS_LOCK": str(tmp_path / "chat" / "deployments.chat-prod-eu-eastus2.lock.yaml"),
        "SIZE": "big",
        "KEEP": "1",
        "WHO": "stack",
        "AZURE_CLIENT_SECRET": "s3cret",
    }


def test_a_variable_that_is_not_set_is_named_with_its_stack(tmp_path: Path) -> None:
    [stack] = read(tmp_path, f"name: f\n{CHAT}defaults: {{variables: {{WHO: '${{NOBODY}}'}}}}\n").stacks
    with pytest.raises(
        UsageError, match="Stack chat takes WHO from the environment variable NOBODY, which is not set"
    ):
        stack.environment({})


def test_a_spec_that_is_the_same_for_all_keeps_its_lock(tmp_path: Path) -> None:
    fleet = read(
        tmp_path, "name: f\nspecs: {plain: plain/deployments.yaml}\nenvironments: {dev: {}, prod: {}}\n"
    )
    assert {stack.lock for stack in fleet.stacks} == {tmp_path / "plain" / "deployments.lock.yaml"}
    assert "MODELSTACKS_LOCK" not in fleet.stacks[0].environment({})


def test_a_stack_is_in_the_first_ring_that_names_it(tmp_path: Path) -> None:
    fleet = read(tmp_path)
    rings = {ring.name: [stack.name for stack in fleet.in_ring(ring)] for ring in fleet.rings}
    assert rings == {
        "canary": ["platform", "chat-dev-swedencentral", "chat-dev-eastus2"],
        "rest": ["chat-prod-swedencentral", "chat-prod-eastus2"],
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name: f g\n" + CHAT, "1:7: 'f g' can't be part of a stack's name"),
        ("name: f\nspecs: {chat: chat.yaml}\n", "2:15: there is no file"),
        ("name: f\nspecs: {}\n", "2:1: nothing is left"),
        (f"name: f\n{CHAT}subscriptions: {{eu: mine}}\n", "3:21: 'mine' is no subscription id"),
        (f"name: f\n{CHAT}environments: {{dev: {{regions: [eastus3]}}}}\nregions: [eastus2]\n",
         "3:32: the fleet's regions have no 'eastus3'; did you mean 'eastus2'?"),
        (f"name: f\n{CHAT}environments: {{dev: {{specs: [chit]}}}}\n", "3:30: the fleet's specs have no 'chit'; did you mean 'chat'?"),
        (f"name: f\n{CHAT}defaults: {{variables: {{AZURE_CLIENT_SECRET: hunter2}}}}\n", "3:45: a secret has no place in a file"),
        (f"name: f\n{CHAT}defaults: {{variables: {{a-b: x}}}}\n", "3:24: 'a-b' is no name of an environment variable"),
        (f"name: f\n{CHAT}rings: [{{name: a, stacks: [chit]}}]\n", "3:28: no stack is called 'chit'"),
        (f"name: f\n{CHAT}regions: [eastus, eastus2]\nrings: [{{name: a, stacks: [chat-eastus]}}]\n", "4:1: no ring names chat-eastus2"),
        (f"name: f\n{CHAT}rings: [{{name: a}}, {{name: a}}]\n", "3:27: 'a' is the name of another ring already"),
        (f"name: f\n{CHAT}rings: [{{name: a, stop_after: 0}}]\n", "3:31: 1 or more is expected, not the number 0"),
        (f"name: f\n{CHAT}stacks: {{chit: {{skip: true}}}}\n", "3:10: no stack is called 'chit'"),
        (f"name: f\n{CHAT}defaults: {{timeout: soon}}\n", "3:21: a time is written like 90s, 45m or 1h30m, not 'soon'"),
        (f"name: f\n{CHAT}ring: []\n", "3:1: unknown key 'ring'"),
        (f"name: ${{FLEET_NAME}}\n{CHAT}", "1:7: the environment variable FLEET_NAME is not set"),
        ("name: f\nspecs: {a-b: chat/deployments.yaml, a: chat/deployments.yaml}\nenvironments: {b-c: {specs: [a]}, c: {specs: [a-b]}}\n",
         "2:1: two stacks would be called 'a-b-c'"),
        (f"name: f\nspecs: {{{'x' * 60}: chat/deployments.yaml}}\nenvironments: {{{'y' * 60}: {{}}}}\n", f"2:1: a stack would be called '{'x' * 60}-{'y' * 60}', which Pulumi refuses"),
        ("name: f\nspecs: {'a b': chat/deployments.yaml}\n", "2:9: 'a b' can't be part of a stack's name"),
        (f"name: f\n{CHAT}environments: {{dev: {{}}, 'a b': {{}}}}\n", "3:25: 'a b' can't be part of a stack's name"),
        (f"name: f\n{CHAT}subscriptions: {{'a b': {SUBSCRIPTION}}}\n", "3:17: 'a b' can't be part of a stack's name"),
        ("name: f\nspecs: {a: {file: chat/deployments.yaml, environments: [dve]}}\nenvironments: {dev: {}}\n",
         "2:57: the fleet's environments have no 'dve'; did you mean 'dev'?"),
        (f"name: f\nspecs: {{a: {{file: chat/deployments.yaml, subscriptions: [us, eu]}}}}\nsubscriptions: {{us: {SUBSCRIPTION}}}\n",
         "2:62: the fleet's subscriptions have no 'eu'"),
        ("name: f\nspecs: {a: {file: chat/deployments.yaml, regions: [eastus]}}\nregions: [westus]\n",
         "2:52: the fleet's regions have no 'eastus'"),
        (f"name: f\n{CHAT}environments: {{dev: {{subscriptions: [us]}}}}\n", "3:38: the fleet's subscriptions have no 'us'"),
        (f"name: f\n{CHAT}environments: {{dev: {{variables: {{MY_TOKEN: x}}}}}}\n",
         "3:44: a secret has no place in a file: write ${MY_TOKEN}"),
        (f"name: f\n{CHAT}stacks: {{chat: {{variables: {{'1A': x}}}}}}\n", "3:29: '1A' is no name of an environment variable"),
        (f"name: f\n{CHAT}rings: [{{name: a, stacks: [chat]}}, {{name: b, stacks: ['*', chit]}}]\n",
         "3:60: no stack is called 'chit'"),
        (f"name: f\n{CHAT}regions: [a, b, c]\nrings: [{{name: x, stacks: [chat-b]}}]\n", "4:1: no ring names chat-a and 1 more: add"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_where_it_stands(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SpecError) as refused:
        read(tmp_path, text)
    told = str(refused.value).splitlines()
    assert [line for line in told if line.startswith(f"{tmp_path / 'fleet.yaml'}:{said}")], told
    assert "hunter2" not in str(refused.value)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(SpecError) as refused:
        read(tmp_path, "name: f g\nspecs: {chat: chat.yaml}\nsubscriptions: {eu: mine}\n")
    assert len(refused.value.mistakes) == 3


def test_without_a_file_it_says_where_one_is_described(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"docs/guides/fleets.md has one to begin with"):
        load_fleet(tmp_path / "fleet.yaml", {})


def test_what_a_variable_takes_is_no_mistake_of_the_file(tmp_path: Path) -> None:
    path = write_fleet(tmp_path, f"name: f\n{CHAT}defaults: {{variables: {{WHO: '${{NOBODY}}'}}}}\n")
    assert load_fleet(path, {}).stacks[0].variables["WHO"] == "${NOBODY}"


def test_variables_are_taken_where_the_stack_runs_and_all_else_where_the_file_is_read(tmp_path: Path) -> None:
    fleet = read(
        tmp_path,
        f"name: ${{NAME}}\n{CHAT}environments: {{dev: {{variables: {{A: '${{NAME}}'}}}}}}\n"
        "defaults: {variables: {B: '${NAME}'}}\nstacks: {chat-dev: {variables: {C: '${NAME}'}}}\n",
        {"NAME": "here"},
    )
    [stack] = fleet.stacks
    assert (fleet.name, {stack.variables[name] for name in "ABC"}) == ("here", {"${NAME}"})
    assert {stack.environment({"NAME": "there"})[name] for name in "ABC"} == {"there"}


def test_a_variable_that_is_not_set_is_a_mistake_beside_those_of_stacks_and_others(tmp_path: Path) -> None:
    with pytest.raises(SpecError) as refused:
        read(
            tmp_path,
            "name: ${NOBODY}\nspecs: {chat: chat.yaml}\ndefaults: {variables: {WHO: '${NOBODY}'}}\n",
        )
    assert [(each.line, each.message.split(":")[0][:13]) for each in refused.value.mistakes] == [
        (1, "the environme"),
        (2, "there is no f"),
    ]


def test_a_key_is_taken_from_the_environment_too(tmp_path: Path) -> None:
    path = write_fleet(
        tmp_path,
        f"name: f\n{CHAT}regions: [eastus, eastus2]\nstacks: {{'${{OUT}}': {{skip: true, variables: {{A: b}}}}}}\n",
    )
    assert [stack.name for stack in load_fleet(path, {"OUT": "chat-eastus"}).stacks] == ["chat-eastus2"]
