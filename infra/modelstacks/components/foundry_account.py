"""A Foundry account, and a project in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

import pulumi
from pulumi_azure_native import authorization, cognitiveservices
from pulumi_azure_native.authorization import PrincipalType

from modelstacks.azure.arm_id import ArmId

if TYPE_CHECKING:
    from collections.abc import Mapping

FILLED_BY_AZURE = ["properties.restore", "properties.networkAcls", "properties.associatedProjects"]
"""Sent once, when a deleted account comes back; and what Azure fills in."""


@dataclass(frozen=True)
class FoundryAccountArgs:
    """*restore*: Azure keeps a deleted account of that name and gives it back only if asked to. *caller* is the object id
    of whoever deploys, if they are to call its models: they get *caller_role*, the GUID of a role with data actions."""

    name: str
    subdomain: str
    resource_group_name: str
    region: str
    local_auth: bool
    restore: bool
    tags: Mapping[str, str]
    project: str | None = None
    caller: str | None = None
    caller_is_user: bool = False
    caller_role: str | None = None


class FoundryAccount(pulumi.ComponentResource):
    """Outputs: `id`, `properties` as Azure answers them, `assigned` (the id of the caller's role assignment, or "")."""

    id: pulumi.Output[str]
    properties: pulumi.Output[Any]
    assigned: pulumi.Output[str]

    def __init__(
        self, name: str, args: FoundryAccountArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("modelstacks:azure:FoundryAccount", name, None, opts)
        account = cognitiveservices.Account(
            f"{name}-account",
            account_name=args.name,
            resource_group_name=args.resource_group_name,
            location=args.region,
            kind="AIServices",
            sku=cognitiveservices.SkuArgs(name="S0"),
            identity=_system_assigned(),
            properties=cognitiveservices.AccountPropertiesArgs(
                allow_project_management=True,
                custom_sub_domain_name=args.subdomain,
                disable_local_auth=not args.local_auth,
                public_network_access=cognitiveservices.PublicNetworkAccess.ENABLED,
                restore=args.restore or None,
            ),
            tags=args.tags,
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=FILLED_BY_AZURE),
        )
        self.id, self.properties = account.id, account.properties
        self.assigned = pulumi.Output.from_input("")
        if args.project:
            _project(name, args.project, args, account)
        if args.caller and args.caller_role:
            self.assigned = _assignment(name, args.caller, args, account).id
        self.register_outputs({"id": self.id})


def _project(name: str, project: str, args: FoundryAccountArgs, account: cognitiveservices.Account) -> None:
    cognitiveservices.Project(
        f"{name}-project",
        account_name=account.name,
        project_name=project,
        resource_group_name=args.resource_group_name,
        location=args.region,
        identity=_system_assigned(),
        properties=cognitiveservices.ProjectPropertiesArgs(display_name=project),
        tags=args.tags,
        opts=pulumi.ResourceOptions(parent=account),
    )


def _assignment(
    name: str, caller: str, args: FoundryAccountArgs, account: cognitiveservices.Account
) -> authorization.RoleAssignment:
    """Its name holds the principal: Azure refuses another one under an assignment's name."""
    role = str(args.caller_role)
    return authorization.RoleAssignment(
        f"{name}-caller",
        scope=account.id,
        role_assignment_name=account.id.apply(
            lambda id_: str(uuid5(NAMESPACE_URL, f"{id_}/{caller}/{role}"))
        ),
        role_definition_id=account.id.apply(
            lambda id_: ArmId.at(ArmId(id_).subscription).resource(
                "Microsoft.Authorization/roleDefinitions", role
            )
        ),
        principal_id=caller,
        principal_type=PrincipalType.USER if args.caller_is_user else PrincipalType.SERVICE_PRINCIPAL,
        opts=pulumi.ResourceOptions(parent=account),
    )


def _system_assigned() -> cognitiveservices.IdentityArgs:
    return cognitiveservices.IdentityArgs(type=cognitiveservices.ResourceIdentityType.SYSTEM_ASSIGNED)
