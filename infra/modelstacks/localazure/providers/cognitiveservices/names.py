"""The api-versions of Microsoft.CognitiveServices, and its types' names."""

NAMESPACE = "Microsoft.CognitiveServices"
ACCOUNTS = f"{NAMESPACE}/accounts"
DEPLOYMENTS = f"{ACCOUNTS}/deployments"
API_VERSIONS = (
    "2017-04-18",
    "2021-04-30",
    "2021-10-01",
    "2022-03-01",
    "2022-10-01",
    "2022-12-01",
    "2023-05-01",
    "2023-10-01-preview",
    "2024-04-01-preview",
    "2024-06-01-preview",
    "2024-10-01",
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
    "2026-07-01",
)
