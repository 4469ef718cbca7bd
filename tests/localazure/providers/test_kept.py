"""Types that are only kept: templates of web applications can be deployed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from estate import Estate

APP = "Microsoft.App/containerApps/web"


def test_what_is_kept_shows_what_was_sent_and_its_address(estate: Estate) -> None:
    body = {
        "properties": {"configuration": {"ingress": {"external": True}}},
        "tags": {"azd-service-name": "web"},
    }

    estate.put(APP, body, version="2023-05-01")

    shown = estate.get(APP, version="2024-03-01")
    ingress = shown["properties"]["configuration"]["ingress"]
    assert ingress == {"external": True, "fqdn": f"web.{estate.region}.azurecontainerapps.io"}
    assert shown["properties"]["provisioningState"] == "Succeeded"
    assert shown["systemData"]["createdByType"] == "Application"


def test_a_child_knows_its_parents_name(estate: Estate) -> None:
    estate.put("Microsoft.Web/sites/shop", {"properties": {}}, version="2022-03-01")
    estate.put("Microsoft.Web/sites/shop/slots/next", {"properties": {}}, version="2022-03-01")

    slot = estate.get("Microsoft.Web/sites/shop/slots/next", version="2022-03-01")

    assert slot["properties"]["defaultHostName"] == "shop-next.azurewebsites.net"


def test_a_version_that_is_no_date_is_refused(estate: Estate) -> None:
    refusal = estate.arm.refused("GET", estate.id(APP), version="newest")

    assert "NoRegisteredProviderFound" in str(refusal)
