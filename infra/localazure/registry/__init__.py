"""The model registries: what the catalogue's rows look like to azure-ai-ml and to deployments."""
