"""Microsoft.SaaS: registered as a namespace; a Marketplace subscription asks for its rights, not for resources."""

from modelstacks.localazure.arm.resource_type import Provider

PROVIDER = Provider("Microsoft.SaaS")
