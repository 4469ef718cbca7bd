"""Microsoft.Quota: registered as a namespace; the quotas themselves are read from the providers' own usages."""

from localazure.arm.resource_type import Provider

PROVIDER = Provider("Microsoft.Quota")
