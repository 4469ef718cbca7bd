"""Azure AI Content Safety for managed compute: an account of its own, and an identity that may read its keys.

The model's container calls the service itself. It finds the account by six environment variables, signs in as the
endpoint's user-assigned identity and lists the account's keys: azureml-examples, safe-online-deployment notebooks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

import pulumi
from pulumi_azure_native import authorization, cognitiveservices, managedidentity

from modelstacks.azure.arm_id import ArmId

KEYS_READER = "Cognitive Services User"
THRESHOLD = "2"
"""The severity (0, 2, 4, 6) from which a text is stopped: the notebooks' default; `environment:` may say another."""
NOT_OURS = ["properties.restore", "properties.allowProjectManagement"]
"""Sent once, when a deleted account comes back; and a default that Azure fills in."""


@dataclass(frozen=True)
class ContentSafetyArgs:
    """*name* is the account's and its subdomain; *role_id* the GUID of `KEYS_READER`.

    *restore*: Azure keeps a deleted account of that name (48 h) and gives it back only if asked to.
    """

    name: str
    identity_name: str
    subscription: str
    resource_group_name: str
    region: str
    role_id: str
    restore: bool
    tags: Mapping[str, str]


class ContentSafety(pulumi.ComponentResource):
    """Outputs: `identity_id`, `environment` (the six variables), known once the identity may read the keys."""

    identity_id: pulumi.Output[str]
    environment: Mapping[str, pulumi.Output[str]]

    def __init__(
        self, name: str, args: ContentSafetyArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("modelstacks:azure:ContentSafety", name, None, opts)
        account = _account(name, args, self)
        identity = managedidentity.UserAssignedIdentity(
            f"{name}-identity",
            resource_name_=args.identity_name,
            resource_group_name=args.resource_group_name,
            location=args.region,
            tags=args.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        role_assignment = _may_read_keys(name, args, account, identity)
        self.identity_id = identity.id
        variables: dict[str, pulumi.Input[str]] = {
            "CONTENT_SAFETY_ACCOUNT_NAME": args.name,
            "CONTENT_SAFETY_ENDPOINT": account.properties.apply(lambda properties: properties.endpoint),
            "CONTENT_SAFETY_THRESHOLD": THRESHOLD,
            "SUBSCRIPTION_ID": args.subscription,
            "RESOURCE_GROUP_NAME": args.resource_group_name,
            "UAI_CLIENT_ID": identity.client_id,
        }
        self.environment = {key: _after(role_assignment.id, value) for key, value in variables.items()}
        self.register_outputs({"identityId": self.identity_id, "environment": self.environment})


def _after(done: pulumi.Output[str], value: pulumi.Input[str]) -> pulumi.Output[str]:
    return pulumi.Output.all(done, value).apply(lambda values: str(values[1]))


def _account(name: str, args: ContentSafetyArgs, parent: pulumi.Resource) -> cognitiveservices.Account:
    return cognitiveservices.Account(
        f"{name}-account",
        account_name=args.name,
        resource_group_name=args.resource_group_name,
        location=args.region,
        kind="ContentSafety",
        sku=cognitiveservices.SkuArgs(name="S0"),
        properties=cognitiveservices.AccountPropertiesArgs(
            custom_sub_domain_name=args.name,
            public_network_access=cognitiveservices.PublicNetworkAccess.ENABLED,
            restore=args.restore or None,
        ),
        tags=args.tags,
        opts=pulumi.ResourceOptions(parent=parent, ignore_changes=NOT_OURS),
    )


def _may_read_keys(
    name: str,
    args: ContentSafetyArgs,
    account: cognitiveservices.Account,
    identity: managedidentity.UserAssignedIdentity,
) -> authorization.RoleAssignment:
    """Azure refuses another principal under an assignment's name, so the principal is part of it."""
    role = ArmId.at(args.subscription).resource("Microsoft.Authorization/roleDefinitions", args.role_id)
    parts = pulumi.Output.all(account.id, identity.principal_id)
    return authorization.RoleAssignment(
        f"{name}-role",
        scope=account.id,
        role_assignment_name=parts.apply(lambda ids: str(uuid5(NAMESPACE_URL, f"{ids[0]}/{ids[1]}/{role}"))),
        role_definition_id=role,
        principal_id=identity.principal_id,
        principal_type=authorization.PrincipalType.SERVICE_PRINCIPAL,
        opts=pulumi.ResourceOptions(parent=identity),
    )
