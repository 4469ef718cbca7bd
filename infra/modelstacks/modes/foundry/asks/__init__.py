"""Questions to Azure that deployments in Foundry accounts alone ask."""
