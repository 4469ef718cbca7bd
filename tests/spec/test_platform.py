from pathlib import Path

import pytest

from modelstacks.errors import SpecError
from modelstacks.names import name_problem
from modelstacks.spec import PlatformSpec, load_platform

SUBSCRIPTION = "11111111-2222-3333-4444-555555555555"
ENVIRON = {"AZURE_SUBSCRIPTION_ID": SUBSCRIPTION}
HEAD = f"subscription: {SUBSCRIPTION}\nresource_group: rg-models\nregion: swedencentral\n"
REPOSITORY = Path(__file__).parents[2]


def spec_of(tmp_path: Path, text: str) -> PlatformSpec:
    path = tmp_path / "platform.yaml"
    path.write_text(text)
    return load_platform(path, ENVIRON)


def test_the_example_of_the_repository_is_right() -> None:
    spec = load_platform(REPOSITORY / "stacks/platform/platform.yaml", ENVIRON)
    assert (spec.subscription, spec.resource_group, spec.region) == (
        SUBSCRIPTION,
        "rg-models",
        "swedencentral",
    )
    assert [(hub.name, hub.projects) for hub in spec.hubs] == [("hub-sweden", ("chat-sweden",))]
    assert [workspace.name for workspace in spec.workspaces] == ["ml-sweden"]


def test_derived_names_are_accepted_by_azure_and_always_the_same(tmp_path: Path) -> None:
    text = HEAD + "hubs:\n  A_Very-long__hub-name-of-33-chars: {projects: [chat]}\n"
    names = spec_of(tmp_path, text).hubs[0].dependencies
    assert name_problem("storage account", names.storage_account) is None
    assert name_problem("key vault", names.key_vault) is None
    assert name_problem("Log Analytics workspace", names.log_analytics) is None
    assert name_problem("Application Insights component", names.application_insights) is None
    assert spec_of(tmp_path, text).hubs[0].dependencies == names


def test_the_same_hub_in_another_resource_group_has_other_global_names(tmp_path: Path) -> None:
    text = HEAD + "hubs:\n  hub: {projects: [chat]}\n"
    one = spec_of(tmp_path, text).hubs[0].dependencies
    other = spec_of(tmp_path, text.replace("rg-models", "rg-other")).hubs[0].dependencies
    assert one.storage_account != other.storage_account
    assert one.key_vault != other.key_vault


def test_names_and_regions_given_are_kept(tmp_path: Path) -> None:
    text = HEAD + "workspaces:\n  ml1: {region: eastus2, storage_account: mystore, key_vault: my-vault}\n"
    workspace = spec_of(tmp_path, text).workspaces[0]
    names = workspace.dependencies
    assert (workspace.region, names.storage_account, names.key_vault) == ("eastus2", "mystore", "my-vault")


def test_a_hub_may_lie_in_a_region_of_its_own(tmp_path: Path) -> None:
    hubs = spec_of(
        tmp_path, HEAD + "hubs:\n  here: {projects: [one]}\n  east: {region: eastus2, projects: [two]}\n"
    ).hubs
    assert {hub.name: hub.region for hub in hubs} == {"here": "swedencentral", "east": "eastus2"}


def test_all_mistakes_are_shown_at_once(tmp_path: Path) -> None:
    text = """\
subscription: mine
resource_group: rg-models
region: Sweden Central
hubs:
  h: {projects: [chat, chat]}
  hub: {projects: chat}
workspaces:
  chat: {storage_account: My-Store, key_vault: 1-vault, region: East US}
  ml1: {kind: x}
"""
    with pytest.raises(SpecError) as caught:
        spec_of(tmp_path, text)
    taken = "'chat' is taken: hubs, projects and workspaces of a resource group share their names"
    assert [str(mistake).removeprefix(f"{tmp_path}/platform.yaml:") for mistake in caught.value.mistakes] == [
        "1:15: a subscription id is a GUID, not 'mine'",
        "3:9: a region is written like 'swedencentral', not 'Sweden Central'",
        (
            "5:3: Azure refuses 'h' as the name of a hub: 3 to 33 characters; begins with a letter or digit; "
            "letters, digits, hyphens and underscores"
        ),
        f"5:24: {taken}",
        "6:19: a list is expected, not the text 'chat'",
        f"8:3: {taken}",
        (
            "8:27: Azure refuses 'My-Store' as the name of a storage account: 3 to 24 characters; "
            "lower-case letters and digits"
        ),
        (
            "8:48: Azure refuses '1-vault' as the name of a key vault: 3 to 24 characters; begins with a letter, "
            "ends with a letter or digit; letters, digits and single hyphens"
        ),
        "8:65: a region is written like 'eastus', not 'East US'",
        "9:9: unknown key 'kind'; known are region, storage_account, key_vault",
    ]


def test_each_lies_in_its_own_region_or_the_groups(tmp_path: Path) -> None:
    text = "hubs: {hub-a: {}, hub-b: {region: eastus2}}\nworkspaces: {ml-a: {}, ml-b: {region: westus3}}\n"
    spec = spec_of(tmp_path, HEAD + text)
    assert [hub.region for hub in spec.hubs] == ["swedencentral", "eastus2"]
    assert [workspace.region for workspace in spec.workspaces] == ["swedencentral", "westus3"]
    assert [(each.name, each.kind, each.region) for each in spec.workspaces_to_create] == [
        ("hub-a", "hub", "swedencentral"),
        ("hub-b", "hub", "eastus2"),
        ("ml-a", "workspace", "swedencentral"),
        ("ml-b", "workspace", "westus3"),
    ]
