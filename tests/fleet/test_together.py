"""The checks of many stacks against one Azure: each fact asked once, quota summed, what two of them would both make."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from azure_fixtures import start_local_azure
from estate import A100, Estate, workspace
from fleets import read
from localazure import process
from modelstacks.errors import ModelstacksError
from modelstacks.fleet.check_report import fleet_check
from modelstacks.fleet.members import read_members, write_locks
from modelstacks.fleet.together import examine_together

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from azure_fixtures import LocalAzureServer
    from modelstacks.fleet.fleet_file import Fleet
    from modelstacks.fleet.member import Member
    from modelstacks.fleet.together import Together
    from modelstacks.preflight.report import Reported

SCARCE = """\
name: scarce
extends: sandbox
quotas:
  default: 500
  families: {StandardNCADSA100v4Family: 100}
foundry: {quota: {'AIServices.GlobalStandard.Mistral-Large-3': 100, '*gpt-oss-120b': 600}}
"""
HEAD = (
    "subscription: ${AZURE_SUBSCRIPTION_ID}\nresource_group: GROUP\nname_suffix: ${MODELSTACKS_STACK_NAME}\n"
)
WORKSPACES = "workspaces: {swedencentral: chat, eastus2: chat-2}\n"
MANAGED = f"""{HEAD}{WORKSPACES}deployments:
  phi: {{model: Phi-4, mode: managed, quota: dedicated, instance_type: {A100}, instances: 2, @AT}}
"""
ONE, TWO = "regions: [swedencentral]", "regions: [swedencentral, eastus2]"
FOUNDRY = f"""{HEAD}accounts:
  @REGION: {{name: "ai-${{MODELSTACKS_STACK_NAME}}", create: true, local_auth: true}}
deployments:
  large: {{model: @MODEL, mode: foundry, capacity: 60}}
"""
THREE = "name: f\nspecs: {chat: chat/deployments.yaml}\nenvironments: {a: {}, b: {}, c: {}}\n"


@pytest.fixture(scope="module")
def azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAzureServer]:
    """A subscription with little quota, and two workspaces."""
    folder = tmp_path_factory.mktemp("scarce")
    (folder / "scarce.yaml").write_text(SCARCE)
    azure = start_local_azure(folder / "state", scenario=str(folder / "scarce.yaml"))
    yield azure
    process.stop(azure.state)


@pytest.fixture(scope="module")
def estate(azure: LocalAzureServer) -> Iterator[Estate]:
    """A group with a project in each of the two regions."""
    estate = Estate(azure)
    estate.project("chat")
    stands_on = {
        "storageAccount": estate.storage_account(),
        "keyVault": estate.key_vault(),
        "applicationInsights": estate.component(),
    }
    body = {"location": "eastus2", "kind": "Default", "properties": stands_on}
    estate.put(workspace("chat-2"), body)
    yield estate
    estate.close()


class Asked:
    """A fleet of one spec, examined."""

    def __init__(
        self, folder: Path, estate: Estate, spec: str, fleet: str = THREE, who: str = "owner"
    ) -> None:
        self.fleet: Fleet = read(folder, fleet)
        (folder / "chat" / "deployments.yaml").write_text(
            spec.replace("GROUP", estate.group.rpartition("/")[2])
        )
        self.environ = estate.azure.env(who)
        self.members, self.together = examine(self.fleet, self.environ)

    @property
    def findings(self) -> list[Reported]:
        """Those of the fleet."""
        return [*self.together.findings]

    def regions(self) -> list[str]:
        """Where each stack's one deployment goes."""
        return [
            next(iter(each.placed.placement.decisions.values())).region
            for each in self.together.examined.values()
        ]


def examine(fleet: Fleet, environ: Mapping[str, str]) -> tuple[Sequence[Member], Together]:
    """Read the members, and ask."""
    members = read_members(fleet, fleet.stacks, environ)
    return members, asyncio.run(examine_together(members))


def test_what_fits_alone_but_not_together_is_said_with_each_part(tmp_path: Path, estate: Estate) -> None:
    asked = Asked(tmp_path, estate, MANAGED.replace("@AT", ONE))
    [finding] = asked.findings
    assert (finding.check, finding.severity, finding.about) == (
        "fleet-quota",
        "error",
        ("chat-a", "chat-b", "chat-c"),
    )
    assert finding.message == (
        "Too little for all stacks together: 100 dedicated cores of standardNCADSA100v4Family in swedencentral are free, "
        "144 are needed: chat-a 48, chat-b 48, chat-c 48."
    )
    assert not any(
        error.check == "core-quota"
        for each in asked.together.examined.values()
        for error in each.report.findings
    )
    assert fleet_check(asked.members, asked.together).exit_code == 1


def test_whoever_can_goes_to_another_region(tmp_path: Path, estate: Estate) -> None:
    asked = Asked(tmp_path, estate, MANAGED.replace("@AT", TWO))
    assert (asked.findings, asked.regions()) == ([], ["swedencentral", "swedencentral", "eastus2"])


def test_a_stack_gives_way_to_later_ones_that_have_one_place(tmp_path: Path, estate: Estate) -> None:
    bound = tmp_path / "bound" / "deployments.yaml"
    bound.parent.mkdir()
    bound.write_text(MANAGED.replace("@AT", ONE).replace("GROUP", estate.group.rpartition("/")[2]))
    specs = "chat: {file: chat/deployments.yaml, environments: [a]}, bound: bound/deployments.yaml"
    fleet = f"name: f\nspecs: {{{specs}}}\nenvironments: {{a: {{}}, b: {{}}}}\n"
    asked = Asked(tmp_path, estate, MANAGED.replace("@AT", TWO), fleet)
    assert (asked.findings, asked.regions()) == ([], ["eastus2", "swedencentral", "swedencentral"])


def test_who_gave_way_is_not_said_to_make_what_another_makes(tmp_path: Path, estate: Estate) -> None:
    spec = MANAGED.replace("@AT", TWO).replace("${MODELSTACKS_STACK_NAME}", "${SUFFIX}")
    fleet = THREE.replace(
        "a: {}, b: {}, c: {}",
        "a: {variables: {SUFFIX: a}}, b: {variables: {SUFFIX: same}}, c: {variables: {SUFFIX: same}}",
    )
    asked = Asked(tmp_path, estate, spec, fleet)
    assert (asked.findings, asked.regions()) == ([], ["swedencentral", "swedencentral", "eastus2"])


def test_locks_that_are_written_together_fit_together(tmp_path: Path, estate: Estate) -> None:
    asked = Asked(tmp_path, estate, MANAGED.replace("@AT", TWO))
    written = write_locks(asked.fleet.stacks, asked.members, asked.together)
    assert [path.name for path in written] == [f"deployments.chat-{name}.lock.yaml" for name in "abc"]
    _, again = examine(asked.fleet, asked.environ)
    assert again.findings == ()


def test_nothing_is_written_where_together_is_too_little(tmp_path: Path, estate: Estate) -> None:
    asked = Asked(tmp_path, estate, MANAGED.replace("@AT", ONE))
    with pytest.raises(
        ModelstacksError, match=r"Too little for all stacks together.*\n.*\nNothing was written"
    ):
        write_locks(asked.fleet.stacks, asked.members, asked.together)
    assert not [*tmp_path.rglob("*.lock.yaml")]


def test_what_is_locked_stays_and_the_others_give_way(tmp_path: Path, estate: Estate) -> None:
    spec = MANAGED.replace("@AT", TWO)
    last = Asked(
        tmp_path, estate, spec, "name: f\nspecs: {chat: chat/deployments.yaml}\nenvironments: {c: {}}\n"
    )
    write_locks(last.fleet.stacks, last.members, last.together)
    asked = Asked(tmp_path, estate, spec)
    assert (asked.findings, asked.regions()) == ([], ["swedencentral", "eastus2", "swedencentral"])


def test_other_subscriptions_share_nothing(tmp_path: Path, estate: Estate) -> None:
    other = "5ab5c41b-0000-4000-8000-000000000009"
    asked = Asked(
        tmp_path,
        estate,
        MANAGED.replace("@AT", ONE),
        f"name: f\nspecs: {{chat: chat/deployments.yaml}}\nenvironments: {{a: {{}}, b: {{}}}}\n"
        f"subscriptions: {{one: {estate.azure.subscription}, two: {other}}}\n",
    )
    assert asked.findings == []


@pytest.mark.parametrize(
    ("model", "region", "free", "where"),
    [
        ("Mistral-Large-3", "swedencentral", 100, "AIServices.GlobalStandard.Mistral-Large-3 in swedencentral"),
        ("gpt-oss-120b", "eastus2", 600, "AIServices.GlobalStandard.gpt-oss-120b in all regions together"),
    ],
)  # fmt: skip
def test_foundry_s_quota_is_summed_too(
    tmp_path: Path, estate: Estate, model: str, region: str, free: int, where: str
) -> None:
    spec = FOUNDRY.replace("@MODEL", model).replace("@REGION", region).replace("60", str(free * 6 // 10))
    [finding] = Asked(tmp_path, estate, spec).findings
    assert finding.message.startswith(
        f"Too little for all stacks together: {free} of {where} are free, {free * 18 // 10} are needed: chat-a "
    )


def test_what_two_stacks_would_both_make_is_named(tmp_path: Path, estate: Estate) -> None:
    spec = FOUNDRY.replace("ai-${MODELSTACKS_STACK_NAME}", "ai-same").replace("@MODEL", "Phi-4")
    spec = (
        spec.replace("name_suffix: ${MODELSTACKS_STACK_NAME}\n", "")
        .replace("@REGION", "eastus2")
        .replace("60", "1")
    )
    fleet = THREE.replace("a: {}, b: {}, c: {}", "a: {variables: {X: '1'}}, b: {}")
    [finding] = Asked(tmp_path, estate, spec, fleet).findings
    assert (finding.check, finding.message) == (
        "fleet-same-resource",
        "chat-a and chat-b would both make the account ai-same, the endpoint large in eastus2.",
    )


def test_the_names_of_endpoints_are_a_region_s_own(tmp_path: Path, estate: Estate) -> None:
    spec = MANAGED.replace("@AT", ONE).replace("name_suffix: ${MODELSTACKS_STACK_NAME}", "name_suffix: x")
    fleet = THREE.replace("a: {}, b: {}, c: {}", "a: {}, b: {}")
    [finding] = Asked(tmp_path, estate, spec, fleet).findings
    assert finding.message == "chat-a and chat-b would both make the endpoint phi-x in swedencentral."


def test_what_many_stacks_share_is_asked_once(tmp_path: Path, estate: Estate) -> None:
    spec = FOUNDRY.replace("@MODEL", "Phi-4").replace("@REGION", "eastus2").replace("60", "1")
    log = estate.azure.state.requests
    before = len(log.read_text().splitlines())
    few = Asked(tmp_path, estate, spec, THREE)
    names = ", ".join(f"e{number}: {{}}" for number in range(50))
    many = Asked(tmp_path, estate, spec, THREE.replace("a: {}, b: {}, c: {}", names))
    lines = [json.loads(line) for line in log.read_text().splitlines()[before:]]
    gets = Counter(
        line["path"] for line in lines if line["method"] == "GET" and "/locations/" in line["path"]
    )
    assert gets
    assert max(gets.values()) == 2, gets.most_common(3)  # once for each of the two runs
    own = (many.together.requests - few.together.requests) / 47
    assert own <= 5, "requests for each stack more: its account, its deployments, its names"


def test_who_may_read_nothing_is_told_so_for_each_stack(tmp_path: Path, estate: Estate) -> None:
    spec = FOUNDRY.replace("@MODEL", "Phi-4").replace("@REGION", "eastus2").replace("60", "1")
    report = fleet_check(*_asked(Asked(tmp_path, estate, spec, who="none")))
    assert report.exit_code == 1
    assert {name: each.exit_code for name, each in report.stacks.items()} == {
        f"chat-{name}": 1 for name in "abc"
    }


def test_one_whose_sign_in_fails_does_not_keep_the_others(tmp_path: Path, estate: Estate) -> None:
    spec = FOUNDRY.replace("@MODEL", "Phi-4").replace("@REGION", "eastus2").replace("60", "1")
    stranger = "a: {variables: {AZURE_CLIENT_ID: 00000000-0000-4000-8000-00000000dead}}"
    asked = Asked(tmp_path, estate, spec, THREE.replace("a: {}", stranger))
    assert isinstance(asked.together.members["chat-a"], ModelstacksError)
    report = fleet_check(asked.members, asked.together)
    assert [name for name, each in report.stacks.items() if each.exit_code] == ["chat-a"]
    assert report.rows()[0][:2] == ("error", "sign-in")
    with pytest.raises(ModelstacksError, match=r"^Stack chat-a: "):
        write_locks(asked.fleet.stacks, asked.members, asked.together)


def test_a_finding_of_many_stacks_is_told_once(tmp_path: Path, estate: Estate) -> None:
    spec = FOUNDRY.replace("@MODEL", "Phi-4").replace("@REGION", "eastus2").replace("60", "1")
    asked = Asked(tmp_path, estate, spec)
    report = fleet_check(asked.members, asked.together)
    shared = [words for _, check, words in report.rows() if check == "cost"]
    assert len(shared) == 1
    assert shared[0].startswith("chat-a, chat-b, chat-c: ")
    assert report.closing_line().startswith(f"3 stacks, 3 deployments, {asked.together.requests} requests: ")


def _asked(asked: Asked) -> tuple[Sequence[Member], Together]:
    return asked.members, asked.together
