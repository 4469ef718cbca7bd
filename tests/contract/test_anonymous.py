"""What stands in the file is nobody's, and still tells what belongs together."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelstacks.contract.anonymous import Anonymiser
from modelstacks.contract.exchange import Exchange

PUBLIC = frozenset({"azureml"})
GUID = "5ab5c41b-1111-4000-8000-00000000abcd"
PATH = f"/subscriptions/{GUID}/resourceGroups/rg-secretproject"
WORKSPACE = f"{PATH}/providers/Microsoft.MachineLearningServices/workspaces/ws-alice"


def anonymous(answer: Any, url: str = f"https://arm.contoso.net{WORKSPACE}?api-version=1") -> Exchange:
    [row] = Anonymiser(PUBLIC).all([Exchange("GET", url, 200, answer)])
    return row


def test_equal_things_get_equal_words_in_urls_ids_and_texts() -> None:
    row = anonymous(
        {
            "id": WORKSPACE,
            "name": "ws-alice",
            "tags": {"team": "ws-alice", "modelstacks-stack": "prod"},
            "error": {
                "message": f"The resource 'ws-alice' of {PATH} is alice@contoso.com's, not 'Bob Smith''s."
            },
        }
    )
    group = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/name-1"
    ours = f"{group}/providers/Microsoft.MachineLearningServices/workspaces/name-2"
    assert row.url == f"https://host-1.example.com{ours}?api-version=1"
    assert row.answer == {
        "id": ours,
        "name": "name-2",
        "tags": {"name-3": "name-2", "modelstacks-stack": "text-1"},
        "error": {"message": f"The resource 'name-2' of {group} is mail-1@example.com's, not 'text-2''s."},
    }


def test_a_name_that_was_only_sent_is_known_in_what_another_answer_tells() -> None:
    url = "https://management.azure.com/subscriptions?api-version=1"
    sent = Exchange("PUT", url, 200, {}, sent={"name": "fund-alice"})
    told = Exchange("GET", url, 200, {"error": {"message": "Another one is fund-alice."}})
    _, answered = Anonymiser(PUBLIC).all([sent, told])
    assert answered.answer == {"error": {"message": "Another one is name-1."}}


def test_what_is_azures_own_stays() -> None:
    answer = {
        "type": "Microsoft.MachineLearningServices/workspaces",
        "location": "swedencentral",
        "sku": {"name": "Basic", "tier": "Basic"},
        "name": {"value": "standardDSv2Family", "localizedValue": "Standard DSv2"},
        "properties": {
            "provisioningState": "Succeeded",
            "creationTime": "2026-11-20T10:00:00.123Z",
            "modelId": "azureml://registries/azureml/models/Phi-4",
            "actions": ["*/read"],
            "limit": 24,
            "isOn": "true",
        },
    }
    assert anonymous(answer).answer == answer


def test_an_id_in_a_field_that_holds_azures_words_is_replaced_as_everywhere() -> None:
    group = "/subscriptions/6f2c1a7e-0000-4000-8000-00000000beef/resourceGroups/rg-secret"
    answer = anonymous({"type": group, "scope": "rg-secret"}).answer
    assert "rg-secret" not in str(answer)
    assert "beef" not in str(answer)


@pytest.mark.parametrize(
    ("answer", "message", "left"),
    [
        ({"name": "ws-bob"}, "ws-bob is gone", "name-3 is gone"),
        ({"name": "ws-bob/chat"}, "chat of ws-x is gone", "name-3 of ws-x is gone"),
        ({"a": {"name": "bob"}, "b": {"name": "bob.b"}}, "bob, bob.b, BOB", "name-3, name-4, name-3"),
        ({"a": {"name": "bob.b"}, "b": {"name": "bob"}}, "bob, bob.b", "name-4, name-3"),
        ({"sku": {"name": "Basic"}}, "no Basic here", "no Basic here"),
        ({"name": ""}, "nothing is gone", "nothing is gone"),
        ({"name": "azureml"}, "a model of azureml", "a model of azureml"),
        ({"name": "24"}, "24 cores", "24 cores"),
    ],
)
def test_a_text_tells_no_name_that_is_somebody_s(answer: dict[str, Any], message: str, left: str) -> None:
    told: dict[str, Any] = anonymous({**answer, "error": {"message": message}}).answer
    assert told["error"]["message"] == left


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        ({"description": ""}, {"description": ""}),
        ({"message": "Gone"}, {"message": "text-1"}),
        ({"code": "Gone"}, {"code": "Gone"}),
        ({"tags": {"team": "alice"}, "owner": "team"}, {"tags": {"name-3": "text-1"}, "owner": "name-3"}),
        ({"sku": {"name": "Basic", "owner": "alice"}}, {"sku": {"name": "Basic", "owner": "text-1"}}),
        ({"owner": {"name": "alice"}}, {"owner": {"name": "name-3"}}),
        ({"key": "alice", "keyVault": "bob"}, {"key": "text-1", "keyVault": "text-2"}),
        ({"sshKeys": ["alice"], "sas": "bob"}, {"sshKeys": ["key-1"], "sas": "key-2"}),
        (
            {"link": "https://blob.contoso.net//alice/"},
            {"link": "https://host-2.example.com/text-1"},
        ),
    ],
)
def test_a_field_s_text_is_its_owner_s_or_azures(answer: dict[str, Any], left: dict[str, Any]) -> None:
    assert anonymous(answer).answer == left


def test_secrets_hosts_and_links_are_replaced() -> None:
    answer = {
        "primaryKey": "abc123",
        "adminPassword": "hunter2",
        "properties": {"keyVault": f"{PATH}/providers/Microsoft.KeyVault/vaults/kv-alice"},
        "scoringUri": "https://ws-alice.swedencentral.inference.ml.azure.com/score",
        "link": "https://blob.contoso.net/x?sig=abc123&se=2026",
        "address": "from 10.1.2.3",
        "model": "azureml://registries/contoso-models/models/secret",
    }
    row = anonymous(answer)
    text = json.dumps(row.answer)
    for own in ("abc123", "hunter2", "alice", "contoso", "10.1.2.3", "secret", "inference"):
        assert own not in text
    assert row.answer["scoringUri"] == "https://host-2.example.com/score"
    assert row.answer["primaryKey"] == "key-1"
    assert row.answer["properties"]["keyVault"].endswith("/providers/Microsoft.KeyVault/vaults/name-3")


ANONYMOUS = (
    "https://host-2.example.com/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/name-1"
    "/providers/Microsoft.MachineLearningServices/workspaces/name-2"
)


@pytest.mark.parametrize(
    ("link", "left"),
    [
        (f"https://next.contoso.net{WORKSPACE}", ANONYMOUS),
        (
            f"https://next.contoso.net{WORKSPACE}?api-version=2024-10-01&$skiptoken=abc&sig=x",
            f"{ANONYMOUS}?api-version=2024-10-01&$skiptoken=…&sig=…",
        ),
        ("https://alice.contoso.net/score", "https://host-2.example.com/score"),
        ("http://alice.contoso.net/swagger.json", "http://host-2.example.com/swagger.json"),
        ("https://blob.contoso.net/alice/notes?sig=abc", "https://host-2.example.com/text-1/text-2"),
        (
            "https://blob.contoso.net/x/subscriptions/alice",
            "https://host-2.example.com/text-1/text-2/text-3",
        ),
        ("https://alice.contoso.net", "https://host-2.example.com"),
    ],
)
def test_a_link_to_arm_keeps_its_form_and_of_another_its_routes_stay(link: str, left: str) -> None:
    assert anonymous({"nextLink": link}).answer == {"nextLink": left}


OWN = st.from_regex(r"[a-z]{2}q[a-z]{3}zz[0-9]{2}", fullmatch=True)
"""Words that Azure has none like."""
FIELDS = st.sampled_from(
    ["name", "displayName", "description", "owner", "message", "tags", "value", "x-y", "id"]
)
TEXTS = st.one_of(
    OWN,
    OWN.map("{}@corp.example.org".format),
    OWN.map("https://{}.example.org/score?sig=1".format),
    OWN.map("/subscriptions/s/resourceGroups/{}/providers/Microsoft.X/ys/z".format),
    OWN.map("The group '{}' is not there.".format),
)
BODIES = st.recursive(
    TEXTS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(FIELDS, inner, max_size=3)),
    max_leaves=8,
)


@settings(max_examples=20)
@given(BODIES)
def test_no_word_of_anybodys_is_left(body: Any) -> None:
    row = anonymous({"body": body})
    assert "zz" not in json.dumps(row.answer)


@settings(max_examples=20)
@given(BODIES)
def test_the_shape_stays(body: Any) -> None:
    def shape(value: Any) -> Any:
        if isinstance(value, dict):
            return [shape(below) for below in value.values()]
        return [shape(item) for item in value] if isinstance(value, list) else type(value)

    assert shape(anonymous({"body": body}).answer) == shape({"body": body})


@given(OWN, OWN)
def test_two_names_stay_two(first: str, second: str) -> None:
    row = anonymous({"a": {"name": first}, "b": {"name": second}})
    same = row.answer["a"]["name"] == row.answer["b"]["name"]
    assert same is (first == second)
