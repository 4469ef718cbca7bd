from datetime import timedelta
from pathlib import Path

import pytest

from modelstacks.catalog import load
from modelstacks.spec import WorkspaceRef, load_deployments
from modelstacks.spec.modes_possible import modes_possible
from spec_files import HEAD, SUBSCRIPTION, mistakes_in, mistakes_of, spec_of

REPOSITORY = Path(__file__).parents[2]


def test_the_example_of_the_repository_is_right() -> None:
    path = REPOSITORY / "stacks/models/deployments.yaml"
    spec = load_deployments(path, {"AZURE_SUBSCRIPTION_ID": SUBSCRIPTION})
    assert [(deployment.name, deployment.model.name, deployment.mode) for deployment in spec.deployments] == [
        ("chat", "Llama-3.3-70B-Instruct", "serverless"),
        ("small-chat", "Llama-3.2-3B-Instruct", "managed"),
        ("embed", "Cohere-embed-v3-multilingual", "serverless"),
        ("phi", "Phi-4", "serverless"),
    ]


def test_what_is_left_out_has_defaults(tmp_path: Path) -> None:
    spec = spec_of(tmp_path, HEAD + "  chat: {model: phi-4}\n")
    chat = spec.deployment("chat")
    assert (spec.subscription, spec.resource_group, spec.owner) == (SUBSCRIPTION, "rg-models", None)
    assert (chat.model.name, chat.mode, chat.quota, chat.on_expiry) == ("Phi-4", "auto", "auto", "recreate")
    assert (chat.regions, chat.endpoint_name) == (("swedencentral", "eastus2"), "chat")
    assert (chat.instances, chat.traffic, chat.content_safety) == (1, 100, None)
    assert (chat.instance_type, chat.version, chat.accept_retired) == (None, None, False)


def test_a_workspace_is_a_name_or_a_mapping(tmp_path: Path) -> None:
    spec = spec_of(tmp_path, HEAD + "  chat: {model: Phi-4}\n")
    assert list(spec.workspaces.values()) == [
        WorkspaceRef("swedencentral", "chat-sweden", create=False, kind="project"),
        WorkspaceRef("eastus2", "chat-east", create=True, kind="project"),
    ]


def test_a_deployment_nobody_knows_raises(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="nobody"):
        spec_of(tmp_path, HEAD + "  chat: {model: Phi-4}\n").deployment("nobody")


def test_the_marketplace_subscription_has_no_dots_in_its_name(tmp_path: Path) -> None:
    spec = spec_of(tmp_path, HEAD + "  chat: {model: Llama-3.3-70B-Instruct}\n")
    assert spec.deployments[0].marketplace_subscription_name == "Llama-3-3-70B-Instruct"


def test_all_kinds_of_mistakes_are_shown_at_once(tmp_path: Path) -> None:
    text = """\
subscription: my-subscription
resource_group: rg.
worksapces: {}
workspaces:
  Sweden Central: chat-sweden
  eastus2: {name: x, creat: true}
  eastus2: y
deployments:
  chat_1:
    model: Llama-3.3-70B
    mode: serverles
    regions: [westus]
  embed:
    model: Phi-4
    mode: serverless
    regions: westus
    instances: "2"
  chat_1: 3
"""
    name_rule = "letters, digits, hyphens and underscores"
    assert mistakes_in(tmp_path, text) == [
        "deployments.yaml:1:15: a subscription id is a GUID, not 'my-subscription'",
        (
            "deployments.yaml:2:17: Azure refuses 'rg.' as the name of a resource group: 1 to 90 characters; "
            "letters, digits, underscores, parentheses, hyphens and periods; no period at the end"
        ),
        "deployments.yaml:3:1: unknown key 'worksapces'; did you mean 'workspaces'?",
        "deployments.yaml:5:3: a region is written like 'swedencentral', not 'Sweden Central'",
        (
            "deployments.yaml:6:19: Azure refuses 'x' as the name of a workspace: 3 to 33 characters; "
            f"begins with a letter or digit; {name_rule}"
        ),
        "deployments.yaml:6:22: unknown key 'creat'; did you mean 'create'?",
        "deployments.yaml:7:3: 'eastus2' is given here a second time",
        (
            "deployments.yaml:9:3: Azure refuses 'chat_1' as the name of an online deployment: 3 to 32 characters; "
            "begins with a letter; letters, digits and single hyphens, none at the end"
        ),
        "deployments.yaml:10:12: no model 'Llama-3.3-70B' in the catalogue; did you mean 'Llama-3.3-70B-Instruct'?",
        "deployments.yaml:11:11: 'auto', 'serverless', 'managed' or 'foundry' is expected, not the text 'serverles'",
        (
            "deployments.yaml:12:15: no workspace or Foundry account in region 'westus': name one under workspaces or accounts "
            "(regions there: Sweden Central, eastus2)"
        ),
        "deployments.yaml:16:14: a list is expected, not the text 'westus'",
        "deployments.yaml:17:16: a whole number is expected, not the text '2'",
        "deployments.yaml:18:3: 'chat_1' is given here a second time",
    ]


@pytest.mark.parametrize(
    ("deployments", "mistake"),
    [
        ("  chat: {}\n", "7:3: 'model' is missing"),
        ("  chat:\n", "7:3: a mapping (key: value) is expected, not nothing"),
        ("  chat: Phi-4\n", "7:9: a mapping (key: value) is expected, not the text 'Phi-4'"),
        ("  chat: {model: [Phi-4]}\n", "7:17: text is expected, not a list"),
        (
            "  chat: {model: Phi-4, regions: []}\n",
            "7:33: at least one region is needed here, or leave `regions` out",
        ),
        ("  chat: {model: Phi-4, regions: [3]}\n", "7:34: text is expected, not the number 3"),
        ("  chat: {model: Phi-4, instances: 0}\n", "7:35: 1 or more is expected, not the number 0"),
        ("  chat: {model: Phi-4, instances: true}\n", "7:35: a whole number is expected, not true"),
        ("  chat: {model: Phi-4, traffic: 101}\n", "7:33: 100 or less is expected, not the number 101"),
        (
            "  chat: {model: Phi-4, content_safety: yes}\n",
            "7:40: true or false is expected, not the text 'yes'",
        ),
        (
            "  chat: {model: Llama-3.2-3B-Instruct, mode: serverless}\n",
            "7:46: Llama-3.2-3B-Instruct can't be deployed serverless, only managed",
        ),
        (
            "  chat: {model: Phi-4, instance_type: Standard_NC24ads_A100}\n",
            "7:39: no VM size 'Standard_NC24ads_A100' in the catalogue; did you mean 'Standard_NC24ads_A100_v4'?",
        ),
        (
            "  chat: {model: Phi-4, mode: managed, instances: 4, autoscale: {min: 1, max: 3}}\n",
            "7:64: 4 instances are not between autoscale's min 1 and max 3",
        ),
        (
            "  chat: {model: Phi-4, mode: serverless, endpoint: my_chat}\n",
            (
                "7:52: Azure refuses 'my_chat' as the name of a serverless endpoint: 1 to 52 characters; "
                "begins with a letter; letters, digits and hyphens"
            ),
        ),
        (
            "  chat: {model: Phi-4, mode: serverless, instances: 2}\n",
            "7:42: 'instances' means nothing for mode: serverless",
        ),
        (
            "  chat: {model: Phi-4, mode: managed, traffic: 50}\n",
            "7:48: 'chat' is alone behind endpoint 'chat': its traffic is 100",
        ),
    ],
)
def test_a_mistake_is_shown_where_it_stands(tmp_path: Path, deployments: str, mistake: str) -> None:
    assert mistakes_of(tmp_path, deployments) == [mistake]


def test_a_workspace_is_in_one_region_only(tmp_path: Path) -> None:
    text = HEAD.replace("{name: chat-east, create: true}", "chat-sweden") + "  chat: {model: Phi-4}\n"
    assert mistakes_in(tmp_path, text) == [
        "deployments.yaml:5:3: the workspace 'chat-sweden' can't be in eastus2: it is in swedencentral above"
    ]


def test_a_spec_without_a_workspace_has_nowhere_to_deploy(tmp_path: Path) -> None:
    text = f"subscription: {SUBSCRIPTION}\nresource_group: rg\nworkspaces: {{}}\ndeployments: {{}}\n"
    assert mistakes_in(tmp_path, text) == [
        "deployments.yaml:3:13: at least one region with its workspace is needed here"
    ]


def test_nothing_more_is_said_when_a_whole_part_is_missing(tmp_path: Path) -> None:
    assert mistakes_in(tmp_path, f"subscription: {SUBSCRIPTION}\nresource_group: rg\ndeployments: 3\n") == [
        "deployments.yaml:3:14: a mapping (key: value) is expected, not the number 3",
    ]


def test_how_a_managed_deployment_serves_has_defaults_for_a_large_model(tmp_path: Path) -> None:
    serving = (
        spec_of(tmp_path, HEAD + "  chat: {model: phi-4, liveness: {period_s: 30}}\n")
        .deployment("chat")
        .serving
    )
    assert (serving.request_timeout_s, serving.concurrent_requests, serving.autoscale) == (90, None, None)
    assert (serving.liveness.initial_delay_s, serving.liveness.period_s) == (1000, 30)
    assert serving.readiness.period_s * serving.readiness.failure_threshold == 1800


def test_time_outs_are_set_by_kind(tmp_path: Path) -> None:
    spec = spec_of(tmp_path, HEAD + "  chat: {model: phi-4}\ntimeouts: {online_deployment: 4h30m}\n")
    minutes = timedelta(minutes=1)
    assert spec.timeouts.online_deployment == 270 * minutes
    assert spec.timeouts.online_endpoint == 30 * minutes


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ("30m1h", "a time is written like 90s, 45m or 1h30m, not '30m1h'"),
        ("90", "a time such as 90s, 45m or 1h30m is expected, not the number 90"),
    ],
)
def test_a_time_out_has_units(tmp_path: Path, written: str, wrong: str) -> None:
    [mistake] = mistakes_of(tmp_path, f"  chat: {{model: phi-4}}\ntimeouts: {{workspace: {written}}}\n")
    assert mistake == f"8:23: {wrong}"


@pytest.mark.parametrize(
    ("mode", "order", "modes"),
    [
        ("foundry", (), ("foundry",)),
        ("auto", (), ("serverless", "managed", "foundry")),
        ("auto", ("foundry", "serverless"), ("foundry", "serverless")),
        ("auto", ("managed",), ("managed",)),
    ],
)
def test_the_modes_that_a_model_may_get(mode: str, order: tuple[str, ...], modes: tuple[str, ...]) -> None:
    catalog = load()
    assert modes_possible(mode, catalog.model("Cohere-command-a"), order) == modes
    assert modes_possible("auto", catalog.model("Cohere-embed-v3-english"), order) == (
        tuple(name for name in order if name != "managed") if order else ("serverless", "foundry")
    )


BOTH = """\
subscription: ${AZURE_SUBSCRIPTION_ID}
resource_group: rg-models
accounts: {swedencentral: their-ai}
workspaces: {eastus2: chat-east}
"""
COHERE = "deployments:\n  a1b: {model: Cohere-command-a, regions: [swedencentral]}\n"


def test_a_region_needs_a_place_for_a_mode_of_the_order(tmp_path: Path) -> None:
    assert spec_of(tmp_path, BOTH + COHERE).deployments[0].regions == ("swedencentral",)
    assert mistakes_in(tmp_path, BOTH + "order: [managed, serverless]\n" + COHERE) == [
        (
            "deployments.yaml:7:44: no workspace in region 'swedencentral': name one under workspaces "
            "(regions there: eastus2)"
        )
    ]


def test_what_lies_in_no_workspace_has_its_parents_by_mode(tmp_path: Path) -> None:
    spec = spec_of(tmp_path, BOTH + COHERE)
    assert {mode: list(regions) for mode, regions in spec.parents.items()} == {"foundry": ["swedencentral"]}
    assert {mode: list(spec.parents_of(mode)) for mode in ("serverless", "managed", "foundry")} == {
        "serverless": ["eastus2"],
        "managed": ["eastus2"],
        "foundry": ["swedencentral"],
    }
    assert list(spec.own) == list(spec.deployments[0].own) == ["foundry"]


@pytest.mark.parametrize(
    ("places", "mistake"),
    [
        ("", "1:1: 'workspaces' or 'accounts' is missing"),
        ("accounts: {}\n", "3:11: at least one region with its Foundry account is needed here"),
        ("workspaces: {}\n", "3:13: at least one region with its workspace is needed here"),
    ],
)
def test_a_file_without_deployments_needs_a_place_too(tmp_path: Path, places: str, mistake: str) -> None:
    head = "subscription: ${AZURE_SUBSCRIPTION_ID}\nresource_group: rg\n"
    assert mistakes_in(tmp_path, f"{head}{places}deployments: {{}}\n") == [f"deployments.yaml:{mistake}"]
