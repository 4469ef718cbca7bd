"""What ARM checks, in which order, and in whose words."""

from __future__ import annotations

import pytest

from localazure.arm import locations
from open_azure import GROUP, SUBSCRIPTION, VERSION, WIDGETS, OpenAzure

WIDGET = f"{WIDGETS}/one"
BODY = {"location": "swedencentral"}

NOBODYS = "5ab5c41b-0000-4000-8000-00000000dead"


def test_an_api_version_is_required(azure: OpenAzure) -> None:
    refusal = azure.refused("GET", WIDGET, query={"api-version": None})

    assert (refusal.status, refusal.code) == (400, "MissingApiVersionParameter")
    assert refusal.message == "The api-version query parameter (?api-version=) is required for all requests."


def test_an_unknown_api_version_is_answered_with_the_known_ones(azure: OpenAzure) -> None:
    refusal = azure.refused("GET", WIDGET, query={"api-version": "1999-01-01"})

    assert (refusal.status, refusal.code) == (400, "NoRegisteredProviderFound")
    assert refusal.message == (
        "No registered resource provider found for location '' and API version '1999-01-01' for type 'widgets'. "
        f"The supported api-versions are '{VERSION}, 2024-01-01'."
    )


def test_arm_itself_says_it_in_other_words(azure: OpenAzure) -> None:
    refusal = azure.refused("GET", GROUP, query={"api-version": "1999-01-01"})

    assert (refusal.status, refusal.code) == (400, "InvalidApiVersionParameter")
    assert refusal.message.startswith(
        "The api-version '1999-01-01' is invalid. The supported versions are '2025-"
    )


@pytest.mark.parametrize("path", [f"{GROUP}/providers/No.Such/things/x", f"{WIDGETS}/one/nothings/x"])
def test_what_the_local_azure_lacks_says_what_to_add(azure: OpenAzure, path: str) -> None:
    info = azure.refused("GET", path).body()["additionalInfo"]

    assert "in infra/localazure/providers/." in info[0]["info"]["value"]


def no_type(name: str) -> str:
    return f"The resource type '{name}' could not be found in the namespace 'Local.Test' for api version '{VERSION}'."


def no_route(request: str) -> str:
    return (
        f"The local Azure has no route for {request}. If Azure has one, add a ResourceType or a Read "
        "with that path to a Provider in infra/localazure/providers/."
    )


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_list_is_only_read(azure: OpenAzure, method: str) -> None:
    refusal = azure.refused(method, WIDGETS, {})

    assert (refusal.status, refusal.code, refusal.message) == (
        405,
        "MethodNotAllowed",
        f"The resource type 'Local.Test/widgets' does not support the http method '{method}'.",
    )


@pytest.mark.parametrize(
    ("path", "status", "code", "message"),
    [
        (
            f"{GROUP}/providers/No.Such/things/x",
            404,
            "InvalidResourceNamespace",
            "The resource namespace 'No.Such' is invalid.",
        ),
        (
            f"{GROUP}/providers/Local.Test/nothings/x",
            404,
            "InvalidResourceType",
            no_type("nothings"),
        ),
        (f"{SUBSCRIPTION}/providers/Local.Test/widgets/x", 404, "InvalidResourceType", no_type("widgets")),
        (
            f"/subscriptions/{NOBODYS}/resourceGroups/g",
            404,
            "SubscriptionNotFound",
            f"The subscription '{NOBODYS}' could not be found.",
        ),
        pytest.param(
            "/subscriptions/resourcegroups/g",
            400,
            "InvalidSubscriptionId",
            "The provided subscription identifier 'resourcegroups' is malformed or invalid.",
            marks=pytest.mark.azure_verified,  # recording arm-Errors
        ),
        (
            f"{SUBSCRIPTION}/resourceGroups/nope/providers/Local.Test/widgets/x",
            404,
            "ResourceGroupNotFound",
            "Resource group 'nope' could not be found.",
        ),
        (
            WIDGET,
            404,
            "ResourceNotFound",
            (
                "The Resource 'Local.Test/widgets/one' under resource group 'Shop' was not found. "
                "For more details please go to https://aka.ms/ARMResourceNotFoundFix"
            ),
        ),
        (
            f"{WIDGET}/parts/p",
            404,
            "ParentResourceNotFound",
            (
                "Failed to perform 'read' on resource(s) of type 'widgets/parts', because the parent resource "
                f"'{WIDGET}' could not be found."
            ),
        ),
        (
            f"/subscriptions/{NOBODYS}/nonsense",
            404,
            "NotFound",
            no_route(f"GET /subscriptions/{NOBODYS}/nonsense"),
        ),
        ("/", 404, "NotFound", no_route("GET /")),
    ],
)
def test_what_is_not_there(azure: OpenAzure, path: str, status: int, code: str, message: str) -> None:
    refusal = azure.refused(
        "GET", path, query={"api-version": VERSION if "Local.Test" in path else "2024-03-01"}
    )

    assert (refusal.status, refusal.code, refusal.message) == (status, code, message)


def test_rights_are_asked_before_existence(azure: OpenAzure) -> None:
    azure.denied = {"Local.Test/widgets/read"}

    assert azure.refused("GET", f"{WIDGETS}/absent").code == "AuthorizationFailed"


@pytest.mark.parametrize(
    ("method", "path", "right", "scope"),
    [
        ("GET", WIDGET, "Local.Test/widgets/read", WIDGET),
        ("HEAD", WIDGET, "Local.Test/widgets/read", WIDGET),
        ("PUT", WIDGET, "Local.Test/widgets/write", WIDGET),
        ("PATCH", WIDGET, "Local.Test/widgets/write", WIDGET),
        ("DELETE", WIDGET, "Local.Test/widgets/delete", WIDGET),
        ("POST", f"{WIDGET}/listkeys", "Local.Test/keys/action", WIDGET),
        ("GET", WIDGETS, "Local.Test/widgets/read", GROUP),
        ("GET", f"{WIDGET}/parts", "Local.Test/widgets/parts/read", WIDGET),
        ("GET", GROUP, "Microsoft.Resources/subscriptions/resourceGroups/read", GROUP),
        ("DELETE", GROUP, "Microsoft.Resources/subscriptions/resourceGroups/delete", GROUP),
    ],
)
def test_the_right_that_is_asked_for(
    azure: OpenAzure, method: str, path: str, right: str, scope: str
) -> None:
    azure.ask("PUT", WIDGET, BODY)
    azure.authorized.clear()

    azure.ask(method, path, BODY if method in {"PUT", "PATCH"} else None)

    assert azure.authorized == [(right, scope)]


def test_a_provider_must_be_registered(azure: OpenAzure) -> None:
    azure.ask("POST", f"{SUBSCRIPTION}/providers/local.test/unregister", query={"api-version": "2024-03-01"})

    refusal = azure.refused("PUT", WIDGET, BODY)

    message = (
        "The subscription is not registered to use namespace 'Local.Test'. "
        "See https://aka.ms/rps-not-found for how to register subscriptions."
    )
    assert (refusal.status, refusal.code, refusal.message) == (
        409,
        "MissingSubscriptionRegistration",
        message,
    )
    assert refusal.details == [{"code": refusal.code, "target": "Local.Test", "message": message}]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_collection_takes_no_writes(azure: OpenAzure, method: str) -> None:
    assert azure.refused(method, WIDGETS, BODY).status == 405


def test_a_type_without_patch_refuses_it(azure: OpenAzure) -> None:
    path = f"{GROUP}/providers/Local.Test/plain/one"
    azure.ask("PUT", path, BODY)

    assert azure.refused("PATCH", path, {"tags": {}}).status == 405


def test_an_unknown_method_is_refused(azure: OpenAzure) -> None:
    assert azure.refused("TRACE", WIDGET).status == 405


def test_names_are_answered_as_azure_writes_them(azure: OpenAzure) -> None:
    azure.ask("PUT", WIDGET, BODY)

    answer = azure.ask("GET", f"{GROUP.upper()}/PROVIDERS/local.test/WIDGETS/ONE")

    assert answer.body["id"] == WIDGET
    assert answer.body["type"] == "Local.Test/widgets"


def test_a_new_child_gets_its_parents_casing(azure: OpenAzure) -> None:
    azure.ask("PUT", WIDGET, BODY)

    answer = azure.ask("PUT", f"{WIDGET.upper()}/parts/Part", {})

    assert (answer.status, answer.body["id"]) == (201, f"{WIDGET}/parts/Part")


def test_an_extension_resource_lives_at_any_scope(azure: OpenAzure) -> None:
    azure.ask("PUT", WIDGET, BODY)
    for scope in ("", SUBSCRIPTION, GROUP, WIDGET):
        assert azure.ask("PUT", f"{scope}/providers/Local.Test/notes/n", {}).status == 201

    listed = azure.ask("GET", f"{WIDGET}/providers/Local.Test/notes").body["value"]

    assert [note["id"] for note in listed] == [f"{WIDGET}/providers/Local.Test/notes/n"]


def test_a_route_of_a_provider_gets_its_placeholders(azure: OpenAzure) -> None:
    answer = azure.ask("GET", f"{SUBSCRIPTION.upper()}/providers/local.test/LOCATIONS/EastUS/usages")

    assert answer.body == {"value": [], "seen": "EastUS", "id": SUBSCRIPTION}
    assert azure.authorized[-1] == ("Local.Test/locations/usages/read", SUBSCRIPTION)


@pytest.mark.parametrize("scope", ["", SUBSCRIPTION, GROUP, WIDGET])
def test_a_route_for_any_scope(azure: OpenAzure, scope: str) -> None:
    expected = scope or "/providers/Microsoft.Resources/tenants/tenant-1"

    assert azure.ask("GET", f"{scope}/providers/Local.Test/seen/x").body["id"] == expected


def test_a_scope_that_is_no_id_is_an_unknown_route(azure: OpenAzure) -> None:
    assert azure.refused("GET", "/what/ever/here/providers/Local.Test/seen/x").code == "NotFound"


def test_actions(azure: OpenAzure) -> None:
    azure.ask("PUT", WIDGET, BODY)

    keys = azure.ask("POST", f"{WIDGET}/listKeys")
    assert (keys.status, keys.body) == (200, {"key": "k"})
    assert azure.ask("POST", f"{WIDGET}/touch").status == 204
    for path in (f"{WIDGET}/explode", WIDGET):
        assert azure.refused("POST", path).message == no_route(f"POST {path}")
    assert azure.refused("POST", f"{WIDGETS}/absent/touch").code == "ResourceNotFound"


def test_only_the_scenarios_regions_are_there(azure: OpenAzure) -> None:
    azure.scenario = azure.scenario.model_copy(update={"locations": ("Sweden Central", "eastus")})

    assert locations.names(azure) == ["eastus", "swedencentral"]
    assert azure.ask("PUT", WIDGET, BODY).status == 201
    refusal = azure.refused("PUT", f"{WIDGETS}/two", {"location": "West US"})
    assert (refusal.status, refusal.code) == (400, "LocationNotAvailableForResourceType")
