"""What a file says for mode foundry: accounts by region, and deployments in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from modelstacks.modes.foundry.plan import accounts_of
from modelstacks.modes.foundry.spec import AccountRef, keys_of
from spec_files import mistakes_in, spec_of

if TYPE_CHECKING:
    from pathlib import Path

HEAD = """\
subscription: ${AZURE_SUBSCRIPTION_ID}
resource_group: rg-models
accounts:
  swedencentral: {name: Contoso-AI, create: true, project: chat, assign_caller: true}
  eastus2: their-ai
deployments:
"""
PHI = "  a1b: {model: Phi-4, mode: foundry}\n"


def mistakes(tmp_path: Path, text: str) -> list[str]:
    return [mistake.removeprefix("deployments.yaml:") for mistake in mistakes_in(tmp_path, text)]


def accounts(text: str) -> str:
    """A file with these accounts, which begin in line 4."""
    return HEAD.partition("accounts:\n")[0] + f"accounts:\n{text}deployments:\n{PHI}"


def test_accounts_are_named_by_region_and_have_no_keys_unless_asked_for(tmp_path: Path) -> None:
    spec = spec_of(tmp_path, HEAD + PHI)
    assert accounts_of(spec) == {
        "swedencentral": AccountRef(
            "swedencentral", "Contoso-AI", True, "contoso-ai", "chat", local_auth=False, assign_caller=True
        ),
        "eastus2": AccountRef(
            "eastus2", "their-ai", False, "their-ai", None, local_auth=False, assign_caller=False
        ),
    }
    named = spec_of(tmp_path, accounts("  eastus2: {name: My-AI, create: true, subdomain: contoso-east}\n"))
    assert accounts_of(named)["eastus2"].subdomain == "contoso-east"


def test_a_deployment_says_how_it_runs(tmp_path: Path) -> None:
    keys = "sku: DataZoneStandard, capacity: 5, version_upgrade: NoAutoUpgrade, content_filter: strict"
    spec = spec_of(tmp_path, HEAD + f"  a1b: {{model: Phi-4, mode: foundry, {keys}, spillover: other}}\n")
    said = keys_of(spec.deployments[0])
    assert (said.sku, said.capacity, said.version_upgrade) == ("DataZoneStandard", 5, "NoAutoUpgrade")
    assert (said.content_filter, said.spillover) == ("strict", "other")


@pytest.mark.parametrize(
    ("accounts_text", "expected"),
    [
        (
            "  eastus2: one-ai\n  westus3: One-AI\n",
            "5:3: the Foundry account 'One-AI' can't be in westus3: it is in eastus2 above",
        ),
        ("  East US 2: one-ai\n", "4:3: a region is written like 'eastus2', not 'East US 2'"),
        (
            "  eastus2: {name: one-ai, create: true, subdomain: my_ai}\n",
            (
                "4:52: Azure refuses 'my_ai' as a subdomain: 1 to 63 characters; letters in lower case, digits and hyphens, "
                "a letter or digit at both ends"
            ),
        ),
        (
            "  eastus2: {name: one_ai, create: true}\n",
            (
                "4:19: Azure refuses 'one_ai' as a subdomain (of the account 'one_ai': give `subdomain` another): "
                "1 to 63 characters; letters in lower case, digits and hyphens, a letter or digit at both ends"
            ),
        ),
        (
            "  eastus2: {name: one-ai, create: true, project: a}\n",
            (
                "4:50: Azure refuses 'a' as the name of a Foundry project: 2 to 64 characters; begins with a letter or digit; "
                "letters, digits, hyphens, underscores and periods"
            ),
        ),
        (
            "  eastus2: {name: one-ai, project: chat}\n",
            "4:27: 'project' means nothing for an account that is there already: set `create: true`, or leave it out",
        ),
    ],
)
def test_what_is_wrong_with_an_account_is_said_at_its_place(
    tmp_path: Path, accounts_text: str, expected: str
) -> None:
    assert mistakes(tmp_path, accounts(accounts_text)) == [expected]


@pytest.mark.parametrize(
    ("deployments", "expected"),
    [
        (
            "  a1b: {model: Phi-4, mode: foundry, sku: Standart}\n",
            (
                "7:43: 'GlobalStandard', 'DataZoneStandard', 'Standard', 'GlobalProvisionedManaged', "
                "'DataZoneProvisionedManaged' or 'ProvisionedManaged' is expected, not the text 'Standart'"
            ),
        ),
        (
            "  a1b: {model: Phi-4, mode: foundry, traffic: 100}\n",
            "7:38: 'traffic' means nothing for mode: foundry",
        ),
        (
            "  a1b: {model: Phi-4, mode: foundry, spillover: a1b}\n",
            "7:49: 'a1b' spills over to itself: a1b -> a1b",
        ),
        (
            (
                "  a1b: {model: Phi-4, mode: foundry, regions: [eastus2], spillover: b1c}\n"
                "  b1c: {model: Phi-4, mode: foundry, regions: [swedencentral]}\n"
            ),
            "7:69: 'b1c' is in another account (swedencentral): only one of the same account takes what spills over",
        ),
    ],
)
def test_what_is_wrong_with_a_deployment_is_said_at_its_place(
    tmp_path: Path, deployments: str, expected: str
) -> None:
    assert mistakes(tmp_path, HEAD + deployments) == [expected]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("regions: [eastus2], ", ""),
        ("", "regions: [eastus2], "),
        ("regions: [eastus2], ", "regions: [swedencentral, eastus2], "),
    ],
)
def test_what_may_meet_in_one_account_may_spill_over(tmp_path: Path, ours: str, theirs: str) -> None:
    text = (
        f"  a1b: {{model: Phi-4, {ours}mode: foundry, spillover: b1c}}\n"
        f"  b1c: {{model: Phi-4, {theirs}mode: foundry}}\n"
    )
    assert [keys_of(each).spillover for each in spec_of(tmp_path, HEAD + text).deployments] == ["b1c", None]


def test_there_are_no_endpoints_of_others_to_share(tmp_path: Path) -> None:
    said = mistakes(
        tmp_path, HEAD + "  a1b: {model: Phi-4, mode: foundry, endpoint: {name: x1y, existing: true}}\n"
    )
    assert "7:48: only deployments with mode: managed can use an endpoint that exists already" in said


def test_a_circle_is_said_at_each_of_its_deployments(tmp_path: Path) -> None:
    said = mistakes(
        tmp_path,
        HEAD
        + "  a1b: {model: Phi-4, mode: foundry, spillover: b1c}\n"
        + "  b1c: {model: Phi-4, mode: foundry, spillover: a1b}\n",
    )
    assert said == [
        "7:49: 'a1b' spills over to itself: a1b -> b1c -> a1b",
        "8:49: 'b1c' spills over to itself: b1c -> a1b -> b1c",
    ]


def test_a_key_of_accounts_means_nothing_in_other_modes(tmp_path: Path) -> None:
    said = mistakes(
        tmp_path,
        HEAD.replace("deployments:", "workspaces: {eastus2: chat}\ndeployments:")
        + "  a1b: {model: Phi-4, mode: serverless, sku: Standard}\n",
    )
    assert said == ["8:41: 'sku' means nothing for mode: serverless"]
