"""The api-versions of Microsoft.CognitiveServices, and its types' names."""

from localazure.providers.api_versions import served

NAMESPACE = "Microsoft.CognitiveServices"
ACCOUNTS = f"{NAMESPACE}/accounts"
DEPLOYMENTS = f"{ACCOUNTS}/deployments"
PROJECTS = f"{ACCOUNTS}/projects"
API_VERSIONS = served(NAMESPACE)
