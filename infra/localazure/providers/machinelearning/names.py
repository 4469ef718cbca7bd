"""The api-versions of Microsoft.MachineLearningServices, and its types' names."""

NAMESPACE = "Microsoft.MachineLearningServices"
WORKSPACES = f"{NAMESPACE}/workspaces"
CONNECTIONS = f"{WORKSPACES}/connections"
MARKETPLACE_SUBSCRIPTIONS = f"{WORKSPACES}/marketplaceSubscriptions"
SERVERLESS_ENDPOINTS = f"{WORKSPACES}/serverlessEndpoints"
ONLINE_ENDPOINTS = f"{WORKSPACES}/onlineEndpoints"
ONLINE_DEPLOYMENTS = f"{ONLINE_ENDPOINTS}/deployments"
MODEL_VERSIONS = f"{WORKSPACES}/models/versions"
ENVIRONMENT_VERSIONS = f"{WORKSPACES}/environments/versions"

# Those that azure-native 3.29 lists and azure-ai-ml 1.35 sends.
API_VERSIONS = (
    "2020-05-01-preview",
    "2020-05-15-preview",
    "2020-06-01",
    "2020-08-01",
    "2020-09-01-preview",
    "2021-01-01",
    "2021-03-01-preview",
    "2021-04-01",
    "2021-07-01",
    "2022-01-01-preview",
    "2022-02-01-preview",
    "2022-05-01",
    "2022-06-01-preview",
    "2022-10-01",
    "2022-10-01-preview",
    "2022-12-01-preview",
    "2023-02-01-preview",
    "2023-04-01",
    "2023-04-01-preview",
    "2023-06-01-preview",
    "2023-08-01-preview",
    "2023-10-01",
    "2024-01-01-preview",
    "2024-04-01",
    "2024-04-01-preview",
    "2024-07-01-preview",
    "2024-10-01",
    "2024-10-01-preview",
    "2025-01-01-preview",
    "2025-04-01",
    "2025-04-01-preview",
    "2025-06-01",
    "2025-07-01-preview",
    "2025-09-01",
    "2025-10-01-preview",
    "2025-12-01",
    "2026-01-15-preview",
    "2026-03-01",
    "2026-03-15-preview",
    "2026-05-01",
    "2026-05-15-preview",
)
SERVERLESS_API_VERSIONS = tuple(version for version in API_VERSIONS if version >= "2023-08-01-preview")
ENDPOINT_API_VERSIONS = tuple(version for version in API_VERSIONS if version >= "2021-03-01-preview")
