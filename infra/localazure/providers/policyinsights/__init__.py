"""Microsoft.PolicyInsights: registered as a namespace, which managed online endpoints ask for; nothing else of it is here."""

from localazure.arm.resource_type import Provider

PROVIDER = Provider("Microsoft.PolicyInsights")
