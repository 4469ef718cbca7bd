"""Checks of deployments in Foundry accounts."""
