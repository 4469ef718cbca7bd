import pytest

from modelstacks.contract.exchange import Exchange, from_json, kind_of, names_in

GROUP = "/subscriptions/0b1e/resourceGroups/rg-chat"
ML = "providers/Microsoft.MachineLearningServices"
REGISTRY = f"https://registry.example/mferp/managementfrontend{GROUP}/{ML}/registries/azureml/models/Phi-4/versions/8"


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://arm/subscriptions/0b1e?api-version=1", "/subscriptions/*"),
        ("/tenants", "/tenants"),
        (f"{GROUP}", "/subscriptions/*/resourceGroups/*"),
        (f"{GROUP}/{ML}/workspaces", f"/subscriptions/*/resourceGroups/*/{ML}/workspaces"),
        (
            f"{GROUP}/{ML}/workspaces/chat/listKeys",
            f"/subscriptions/*/resourceGroups/*/{ML}/workspaces/*/listKeys",
        ),
        (
            f"{GROUP}/{ML}/workspaces/chat/providers/Microsoft.Authorization/permissions",
            f"/subscriptions/*/resourceGroups/*/{ML}/workspaces/*/providers/Microsoft.Authorization/permissions",
        ),
        (
            "/registrymanagement/v1.0/registries/azureml/discovery",
            "/registrymanagement/v1.0/registries/*/discovery",
        ),
        (
            "/subscriptions/0b1e/resources?$filter=resourceType eq 'x'",
            "/subscriptions/*/resources filtered",
        ),
        (
            "/subscriptions/0b1e/resources?api-version=1&%24filter=resourceType",
            "/subscriptions/*/resources filtered",
        ),
    ],
)
def test_a_kind_is_method_and_path_without_names(url: str, kind: str) -> None:
    assert kind_of("GET", url) == f"GET {kind}"


def test_names_are_what_follows_a_collection_but_regions() -> None:
    path = f"/subscriptions/0b1e/{ML}/locations/eastus2/workspaces/chat/onlineEndpoints/Phi"
    assert names_in(path, frozenset()) == ["0b1e", "chat", "Phi"]


def test_what_lies_in_a_public_registry_is_nobodys_own() -> None:
    path = REGISTRY.removeprefix("https://registry.example")
    assert names_in(path, frozenset({"azureml"})) == ["0b1e", "rg-chat"]
    assert names_in(path, frozenset()) == ["0b1e", "rg-chat", "azureml", "Phi-4", "8"]


def test_an_exchange_comes_back_as_it_was_written() -> None:
    exchange = Exchange("GET", "/a", 404, {"error": {"code": "Gone"}}, cut={"value": 30})
    assert from_json(exchange.as_json()) == exchange
    assert exchange.code == "Gone"
    assert Exchange("GET", "/a", 0).as_json() == {"method": "GET", "url": "/a", "status": 0}


def test_only_what_lies_in_a_public_registry_is_nobodys() -> None:
    public, own = {"azureml"}, f"{GROUP}/{ML}/workspaces/azureml/models/mine/versions/7"
    assert names_in(own, public) == ["0b1e", "rg-chat", "azureml", "mine", "7"]
    assert names_in("/registries/azureml/models/Phi-4/versions/8", public) == []
    assert names_in("/registries/contoso/models/mine/versions/7", public) != []


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"error": {"code": "Gone"}}, "Gone"),
        ({"error": {"code": None}}, ""),
        ({"error": {}}, ""),
        ({"error": "Gone"}, ""),
        ({}, ""),
        ([], ""),
        (None, ""),
    ],
)
def test_the_code_is_azures_own_or_none(answer: object, code: str) -> None:
    exchange = Exchange("GET", f"https://arm{GROUP}", 404, answer)
    assert (exchange.code, exchange.kind) == (code, "GET /subscriptions/*/resourceGroups/*")
