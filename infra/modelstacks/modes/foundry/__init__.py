"""Deployments of Foundry accounts (Microsoft.CognitiveServices): several models behind one address."""
