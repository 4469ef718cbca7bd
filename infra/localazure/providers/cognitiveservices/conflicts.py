"""Who waits for whom: an account takes one operation on its deployments at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localazure.arm.errors import ArmError
from localazure.providers.cognitiveservices.names import DEPLOYMENTS

if TYPE_CHECKING:
    from localazure.arm.ids import ResourceId
    from localazure.arm.resource_type import Json, LocalAzure, Resource


def lasts(account: Json) -> bool:
    """Say whether operations on an account's deployments, and its own after it was made, last.

    Of kind OpenAI and others all was done at once (recordings cs-Deployment, cs-Crud); published examples of AIServices
    say Accepted.
    """
    return str(account["kind"]).lower() == "aiservices"


def conflict(account: ResourceId) -> ArmError:
    """Return the refusal of a write while another one goes on: Azure/bicep#11211, Azure-Samples/tutor#117."""
    return ArmError(
        409,
        "RequestConflict",
        f"Another operation is being performed on the parent resource '{account}'. Please try again later.",
    )


def busy_account(busy: Resource, written: ResourceId) -> ArmError | None:
    """Refuse a write below an account whose own operation runs; a later write to itself preempts that.

    Below one that is being made: DefangLabs/pulumi-defang#274; that it is this one until it was made, and the conflict
    from then on, is assumed.
    """
    if written.key == busy.id.key:
        return None
    if busy.private.get("made"):
        return conflict(busy.id)
    state = busy.properties.get("provisioningState")
    return ArmError(
        400,
        "AccountProvisioningStateInvalid",
        f"Call to Microsoft.CognitiveServices/accounts failed. Error message: Account {busy.id} in state {state}",
    )


def busy_deployment(_: Resource, written: ResourceId) -> ArmError:
    """Refuse a write to a deployment whose own operation runs."""
    assert written.parent is not None
    return conflict(written.parent)


def refuse_beside_siblings(azure: LocalAzure, deployment: ResourceId) -> None:
    """Raise ArmError while an operation runs on another deployment of the account."""
    assert deployment.parent is not None
    for sibling in azure.store.of_type(DEPLOYMENTS, str(deployment.parent)):
        if sibling.id.key != deployment.key and azure.store.running_operation(sibling.id):
            raise conflict(deployment.parent)
