"""Cloud metadata: the document by which clients of a custom cloud find ARM, Entra and the suffixes.

Shapes by api-version: 2015-01-01 is a flat object; 2019-05-01 and 2020-06-01 a list of clouds; 2022-09-01 one cloud.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse
from starlette.routing import Route

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

CLOUD_NAME = "LocalAzure"
ARM_AUDIENCES = ("https://management.core.windows.net/", "https://management.azure.com/")
LIST_VERSIONS = {"2018-05-01", "2019-05-01", "2020-06-01"}


def routes(url: str) -> list[Route]:
    """Return the metadata route of the local Azure at *url*; it needs no token."""

    async def endpoints(request: Request) -> Response:
        version = request.query_params.get("api-version", "2022-09-01")
        return JSONResponse(document(url, version))

    return [Route("/metadata/endpoints", endpoints)]


def document(url: str, version: str) -> Any:
    """Return what `GET /metadata/endpoints` answers for api-version *version*; unknown ones get the newest shape."""
    if version == "2015-01-01":
        return flat(url)
    if version in LIST_VERSIONS:
        return [cloud(url)]
    return cloud(url)


def flat(url: str) -> dict[str, Any]:
    """Return the 2015-01-01 shape, as Azure Stack and the Azure CLI's cloud registration read it."""
    return {
        "galleryEndpoint": f"{url}/",
        "graphEndpoint": f"{url}/",
        "graphAudience": f"{url}/",
        "portalEndpoint": f"{url}/",
        "authentication": {"loginEndpoint": f"{url}/", "audiences": [f"{url}/", *ARM_AUDIENCES]},
    }


def cloud(url: str) -> dict[str, Any]:
    """Return the cloud as later versions describe it.

    The first audience is the one clients ask tokens for. azure-ai-ml finds its cloud by `resourceManager` being a
    part of ARM_CLOUD_METADATA_URL. The suffixes name the local host only to be well formed: there is no data plane
    of storage or Key Vault here.
    """
    host = url.removeprefix("https://")
    return {
        "name": CLOUD_NAME,
        "portal": url,
        "resourceManager": f"{url}/",
        "authentication": {
            "loginEndpoint": url,
            "audiences": [f"{url}/", *ARM_AUDIENCES],
            "tenant": "common",
            "identityProvider": "AAD",
        },
        "graph": f"{url}/",
        "graphAudience": f"{url}/",
        "microsoftGraphResourceId": f"{url}/",
        "gallery": f"{url}/",
        "media": url,
        "batch": url,
        "sqlManagement": url,
        "vmImageAliasDoc": url,
        "activeDirectoryDataLake": url,
        "appInsightsResourceId": url,
        "logAnalyticsResourceId": url,
        "ossrDbmsResourceId": url,
        "synapseAnalyticsResourceId": url,
        "attestationResourceId": url,
        "appInsightsTelemetryChannelResourceId": url,
        "suffixes": {
            "storage": f"core.{host}",
            "keyVaultDns": f"vault.{host}",
            "acrLoginServer": f"azurecr.{host}",
            "sqlServerHostname": f"database.{host}",
            "azureDataLakeStoreFileSystem": f"datalake.{host}",
            "azureDataLakeAnalyticsCatalogAndJob": f"analytics.{host}",
            "azureFrontDoorEndpointSuffix": f"frontdoor.{host}",
            "mhsmDns": f"managedhsm.{host}",
            "mysqlServerEndpoint": f"mysql.{host}",
            "postgresqlServerEndpoint": f"postgres.{host}",
            "mariadbServerEndpoint": f"mariadb.{host}",
            "storageSyncEndpointSuffix": f"afs.{host}",
            "synapseAnalytics": f"synapse.{host}",
            "attestationEndpoint": f"attest.{host}",
        },
    }
