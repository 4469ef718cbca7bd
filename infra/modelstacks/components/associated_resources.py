"""What a hub or an Azure ML workspace stands on: storage account, key vault, Application Insights, Log Analytics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_azure_native import applicationinsights, authorization, keyvault, operationalinsights, storage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modelstacks.spec import Dependencies


FILLED_BY_AZURE = ["workspaceCapping"]
"""The default of a Log Analytics workspace, which a refresh takes for an input."""


@dataclass(frozen=True)
class ResourceContext:
    """Where a resource goes and which tags it carries."""

    resource_group_name: pulumi.Input[str]
    location: str
    tags: Mapping[str, str]


class AssociatedResources(pulumi.ComponentResource):
    """Outputs: `storage_account_id`, `key_vault_id`, `application_insights_id`."""

    storage_account_id: pulumi.Output[str]
    key_vault_id: pulumi.Output[str]
    application_insights_id: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        names: Dependencies,
        context: ResourceContext,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("modelstacks:azure:AssociatedResources", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        self.storage_account_id = _storage_account(name, names, context, child).id
        self.key_vault_id = _key_vault(name, names, context, child).id
        self.application_insights_id = _application_insights(name, names, context, child).id
        self.register_outputs(
            {
                "storageAccountId": self.storage_account_id,
                "keyVaultId": self.key_vault_id,
                "applicationInsightsId": self.application_insights_id,
            }
        )


def _storage_account(
    name: str, names: Dependencies, context: ResourceContext, opts: pulumi.ResourceOptions
) -> storage.StorageAccount:
    return storage.StorageAccount(
        f"{name}-storage",
        account_name=names.storage_account,
        resource_group_name=context.resource_group_name,
        location=context.location,
        kind=storage.Kind.STORAGE_V2,
        sku=storage.SkuArgs(name=storage.SkuName.STANDARD_LRS),
        allow_blob_public_access=False,
        enable_https_traffic_only=True,
        minimum_tls_version=storage.MinimumTlsVersion.TLS1_2,
        tags=context.tags,
        opts=opts,
    )


def _key_vault(
    name: str, names: Dependencies, context: ResourceContext, opts: pulumi.ResourceOptions
) -> keyvault.Vault:
    return keyvault.Vault(
        f"{name}-vault",
        vault_name=names.key_vault,
        resource_group_name=context.resource_group_name,
        location=context.location,
        properties=keyvault.VaultPropertiesArgs(
            tenant_id=authorization.get_client_config_output().tenant_id,
            sku=keyvault.SkuArgs(family=keyvault.SkuFamily.A, name=keyvault.SkuName.STANDARD),
            enable_rbac_authorization=True,
            enable_soft_delete=True,
        ),
        tags=context.tags,
        opts=opts,
    )


def _application_insights(
    name: str, names: Dependencies, context: ResourceContext, opts: pulumi.ResourceOptions
) -> applicationinsights.Component:
    logs = operationalinsights.Workspace(
        f"{name}-logs",
        workspace_name=names.log_analytics,
        resource_group_name=context.resource_group_name,
        location=context.location,
        sku=operationalinsights.WorkspaceSkuArgs(name=operationalinsights.WorkspaceSkuNameEnum.PER_GB2018),
        retention_in_days=30,
        tags=context.tags,
        opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(ignore_changes=FILLED_BY_AZURE)),
    )
    return applicationinsights.Component(
        f"{name}-insights",
        resource_name_=names.application_insights,
        resource_group_name=context.resource_group_name,
        location=context.location,
        kind="web",
        application_type=applicationinsights.ApplicationType.WEB,
        ingestion_mode=applicationinsights.IngestionMode.LOG_ANALYTICS,
        workspace_resource_id=logs.id,
        tags=context.tags,
        opts=opts,
    )
