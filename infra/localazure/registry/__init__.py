"""The model registries: how the catalogue's models look to azure-ai-ml and to deployments."""
