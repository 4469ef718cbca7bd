"""ARM's own refusals, in its words. Sources: facts/azure-behaviour.md and public issue threads, unless "assumed"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from localazure.arm.errors import ArmError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from localazure.arm.ids import ResourceId
    from localazure.arm.resource_type import LocalAzure, ResourceType


def relative_type(resource_id: ResourceId) -> str:
    """Return the type without its namespace."""
    return resource_id.type.split("/", 1)[1]


def missing_api_version() -> ArmError:
    """The request has no `api-version`."""
    return ArmError(
        400,
        "MissingApiVersionParameter",
        "The api-version query parameter (?api-version=) is required for all requests.",
    )


def invalid_api_version(version: str, supported: Iterable[str]) -> ArmError:
    """ARM itself (not a resource provider) doesn't know the version."""
    return ArmError(
        400,
        "InvalidApiVersionParameter",
        f"The api-version '{version}' is invalid. The supported versions are '{','.join(supported)}'.",
    )


def no_registered_provider(type_name: str, version: str, location: str, supported: Iterable[str]) -> ArmError:
    """The resource provider doesn't know the version for this type."""
    return ArmError(
        400,
        "NoRegisteredProviderFound",
        f"No registered resource provider found for location '{location}' and API version '{version}' for type "
        f"'{type_name}'. The supported api-versions are '{', '.join(supported)}'.",
    )


def invalid_namespace(namespace: str) -> ArmError:
    """There is no such resource provider."""
    message = f"The resource namespace '{namespace}' is invalid."
    return ArmError(404, "InvalidResourceNamespace", message, additional_info=_what_to_add("Provider"))


def invalid_type(namespace: str, type_name: str, version: str) -> ArmError:
    """The resource provider has no such type."""
    return ArmError(
        404,
        "InvalidResourceType",
        f"The resource type '{type_name}' could not be found in the namespace '{namespace}' "
        f"for api version '{version}'.",
        additional_info=_what_to_add("ResourceType"),
    )


def _what_to_add(kind: str) -> list[dict[str, object]]:
    """Return what stands beside Azure's words where the gap may be the local Azure's."""
    hint = f"If Azure has it, add a {kind} in infra/localazure/providers/."
    return [{"type": "LocalAzure", "info": {"value": hint}}]


def unknown_route(method: str, path: str) -> ArmError:
    """The local Azure has no such route; unlike Azure's, the message says what to add."""
    return ArmError(
        404,
        "NotFound",
        f"The local Azure has no route for {method} {path}. If Azure has one, add a ResourceType or a Read "
        "with that path to a Provider in infra/localazure/providers/.",
    )


def method_not_allowed(method: str, type_name: str) -> ArmError:
    """The type doesn't offer the method. Assumed: no public source shows ARM's text for it."""
    return ArmError(
        405,
        "MethodNotAllowed",
        f"The resource type '{type_name}' does not support the http method '{method}'.",
    )


def invalid_content(reason: str) -> ArmError:
    """The body is no JSON object."""
    return ArmError(
        400,
        "InvalidRequestContent",
        f"The request content was invalid and could not be deserialized: '{reason}'.",
    )


def invalid_subscription(text: str) -> ArmError:
    """What stands where a subscription's id belongs is no GUID. Seen on Azure (recording arm-Errors)."""
    return ArmError(
        400,
        "InvalidSubscriptionId",
        f"The provided subscription identifier '{text}' is malformed or invalid.",
    )


def subscription_not_found(subscription: str) -> ArmError:
    """There is no such subscription."""
    return ArmError(404, "SubscriptionNotFound", f"The subscription '{subscription}' could not be found.")


def subscription_disabled(subscription: str) -> ArmError:
    """The subscription is not enabled. Text: microsoft/vscode-azureappservice#1646; the status is assumed."""
    return ArmError(
        409,
        "ReadOnlyDisabledSubscription",
        f"The subscription '{subscription}' is disabled and therefore marked as read only. You cannot perform any "
        "write actions on this subscription until it is re-enabled.",
    )


def group_not_found(group: str) -> ArmError:
    """There is no such resource group."""
    return ArmError(404, "ResourceGroupNotFound", f"Resource group '{group}' could not be found.")


def group_deleting(group: str) -> ArmError:
    """The resource group is being deleted."""
    return ArmError(
        409,
        "ResourceGroupBeingDeleted",
        f"The resource group '{group}' is in deprovisioning state and cannot perform this operation.",
    )


def resource_not_found(resource_id: ResourceId) -> ArmError:
    """There is no such resource; of a resource group ARM says it in other words."""
    if resource_id.type == "Microsoft.Resources/resourceGroups":
        return group_not_found(resource_id.name)
    if resource_id.type == "Microsoft.Resources/deployments":
        return deployment_not_found(resource_id.name)
    named = "/".join((resource_id.namespace, *_pairs(resource_id)))
    where = f" under resource group '{resource_id.resource_group}'" if resource_id.resource_group else ""
    return ArmError(
        404,
        "ResourceNotFound",
        f"The Resource '{named}'{where} was not found. "
        "For more details please go to https://aka.ms/ARMResourceNotFoundFix",
    )


def absent(azure: LocalAzure, resource_type: ResourceType, resource_id: ResourceId) -> ArmError:
    """There is no such resource, in the words of its provider where that answers itself, and not ARM for it."""
    own = resource_type.not_found
    return own(azure, resource_id) if own else resource_not_found(resource_id)


def deployment_not_found(name: str) -> ArmError:
    """There is no deployment of that name."""
    return ArmError(404, "DeploymentNotFound", f"Deployment '{name}' could not be found.")


def parent_not_found(resource_id: ResourceId, parent: ResourceId, verb: str) -> ArmError:
    """The resource this one is a child of doesn't exist; *verb* is read, write, delete or action."""
    return ArmError(
        404,
        "ParentResourceNotFound",
        f"Failed to perform '{verb}' on resource(s) of type '{relative_type(resource_id)}', because the parent "
        f"resource '{parent}' could not be found.",
    )


def not_registered(namespace: str) -> ArmError:
    """The subscription is not registered for the resource provider."""
    message = (
        f"The subscription is not registered to use namespace '{namespace}'. "
        "See https://aka.ms/rps-not-found for how to register subscriptions."
    )
    code = "MissingSubscriptionRegistration"
    detail = {"code": code, "target": namespace, "message": message}
    return ArmError(409, code, message, details=[detail])


def location_required() -> ArmError:
    """A tracked resource is to be made without a location."""
    return ArmError(400, "LocationRequired", "The location property is required for this definition.")


def location_not_available(location: str, type_name: str, available: Iterable[str]) -> ArmError:
    """The region doesn't exist, or doesn't offer the type."""
    return ArmError(
        400,
        "LocationNotAvailableForResourceType",
        f"The provided location '{location}' is not available for resource type '{type_name}'. "
        f"List of available regions for the resource type is '{','.join(available)}'.",
    )


def location_changed(resource_id: ResourceId, old: str, new: str) -> ArmError:
    """A resource can't move to another region."""
    return ArmError(
        409,
        "InvalidResourceLocation",
        f"The resource '{resource_id.name}' already exists in location '{old}' in resource group "
        f"'{resource_id.resource_group}'. A resource with the same name cannot be created in location '{new}'. "
        "Please select a new resource name.",
    )


def invalid_name(resource_id: ResourceId, pattern: str) -> ArmError:
    """The name breaks the type's pattern. Assumed: types with words of their own supply them."""
    return ArmError(
        400,
        "InvalidResourceName",
        f"The resource name '{resource_id.name}' is invalid for type '{resource_id.type}': "
        f"it must match '{pattern}'.",
    )


def precondition_failed(resource_id: ResourceId) -> ArmError:
    """If-Match or If-None-Match doesn't hold. The text is assumed."""
    return ArmError(
        412,
        "PreconditionFailed",
        f"The condition '{resource_id}' was evaluated against is not met: its etag differs from the request's.",
    )


def invalid_filter(text: str, reason: str) -> ArmError:
    """`$filter` can't be read. The reason's words are ours."""
    return ArmError(
        400,
        "InvalidFilterInQueryString",
        f"Invalid $filter '{text}' specified in the query string: {reason}.",
    )


def invalid_query(name: str, value: str) -> ArmError:
    """A query parameter's value can't be read. Assumed."""
    return ArmError(
        400, "InvalidQueryParameterValue", f"The value '{value}' of '{name}' in the query is invalid."
    )


def _pairs(resource_id: ResourceId) -> list[str]:
    segments = resource_id.type.split("/")[1:]
    return [part for pair in zip(segments, resource_id.names, strict=True) for part in pair]
