"""What ARM shows of a resource: at which version, made by whom, and page after page; and who may use a provider."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from multidict import CIMultiDict

from localazure.arm.answer import ArmRequest
from localazure.arm.dispatch import dispatch
from localazure.arm.ids import ResourceId
from localazure.arm.provider_registry import ProviderRegistry
from localazure.arm.registration import is_registered, set_registered
from localazure.arm.resource_body import shown
from localazure.arm.resource_type import Provider, Resource, ResourceType
from localazure.providers import resources
from open_azure import CALLER, GROUP, SUBSCRIPTION, VERSION, WIDGETS

if TYPE_CHECKING:
    from open_azure import OpenAzure

SUBSCRIPTION_ID = SUBSCRIPTION.rpartition("/")[2]


def test_a_body_is_as_its_version_has_it_and_in_whole_without_one(azure: OpenAzure) -> None:
    dated = ResourceType("Local.Test/dated", (VERSION,), dated=lambda body, version: body | {"at": version})
    azure.providers = ProviderRegistry([resources.PROVIDER, Provider("Local.Test", types=(dated,))])
    resource = Resource(ResourceId.parse(f"{GROUP}/providers/Local.Test/dated/d"), {"name": "d"})

    assert shown(azure, resource) == {"name": "d"}
    assert shown(azure, resource, "2024-01-01") == {"name": "d", "at": "2024-01-01"}


@pytest.mark.parametrize(
    ("caller", "by", "kind"),
    [
        (CALLER, "app-1", "Application"),
        (replace(CALLER, app_id="", name="a@contoso.com"), "a@contoso.com", "User"),
    ],
)
def test_who_made_it_is_an_application_or_a_user(azure: OpenAzure, caller: Any, by: str, kind: str) -> None:
    request = ArmRequest(
        azure=azure,
        method="PUT",
        path=f"{WIDGETS}/one",
        query=CIMultiDict({"api-version": VERSION}),
        headers=CIMultiDict(),
        content=b'{"location": "swedencentral"}',
        caller=caller,
    )

    data = dispatch(request).body["systemData"]
    assert (data["createdBy"], data["createdByType"]) == (by, kind)
    assert (data["lastModifiedBy"], data["lastModifiedByType"]) == (by, kind)


@pytest.mark.parametrize("kind", ["chosen", "plain"])
def test_a_list_goes_on_where_it_stopped(azure: OpenAzure, kind: str) -> None:
    where = f"{GROUP}/providers/Local.Test/{kind}"
    for name in ("n", "o", "m"):
        azure.ask("PUT", f"{where}/{name}", {"location": "swedencentral"})
    names, query = [], {"$top": "1"}
    while True:
        answer = azure.ask("GET", where, query=query)
        assert answer.status == 200
        names.append([each["name"] for each in answer.body["value"]])
        if "nextLink" not in answer.body:
            break
        query = dict(parse_qsl(urlsplit(answer.body["nextLink"]).query))

    assert names == [["m"], ["n"], ["o"]]


def test_a_provider_is_used_as_was_last_asked(azure: OpenAzure) -> None:
    def may_use(namespace: str) -> bool:
        return is_registered(azure, SUBSCRIPTION_ID.upper(), namespace)

    given = [may_use(name) for name in ("microsoft.RESOURCES", "Microsoft.Authorization", "No.Such")]
    set_registered(azure, SUBSCRIPTION_ID, "No.Such", registered=True)
    asked = may_use("no.such")
    set_registered(azure, SUBSCRIPTION_ID, "No.Such", registered=False)

    assert (given, asked, may_use("No.Such")) == ([True, True, False], True, False)
