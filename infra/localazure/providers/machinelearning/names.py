"""The api-versions of Microsoft.MachineLearningServices, and its types' names."""

from localazure.providers.api_versions import served

NAMESPACE = "Microsoft.MachineLearningServices"
WORKSPACES = f"{NAMESPACE}/workspaces"
CONNECTIONS = f"{WORKSPACES}/connections"
OUTBOUND_RULES = f"{WORKSPACES}/outboundRules"
MARKETPLACE_SUBSCRIPTIONS = f"{WORKSPACES}/marketplaceSubscriptions"
SERVERLESS_ENDPOINTS = f"{WORKSPACES}/serverlessEndpoints"
ONLINE_ENDPOINTS = f"{WORKSPACES}/onlineEndpoints"
ONLINE_DEPLOYMENTS = f"{ONLINE_ENDPOINTS}/deployments"
MODEL_VERSIONS = f"{WORKSPACES}/models/versions"
ENVIRONMENT_VERSIONS = f"{WORKSPACES}/environments/versions"

API_VERSIONS = served(NAMESPACE)
ENDPOINT_API_VERSIONS = served(ONLINE_ENDPOINTS)
