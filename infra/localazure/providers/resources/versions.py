"""The api-versions of ARM's own routes, as clients of the last years send them."""

from localazure.providers.api_versions import served

RESOURCES = served("Microsoft.Resources")
SUBSCRIPTIONS = served("Microsoft.Resources/subscriptions")
