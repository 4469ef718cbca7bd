"""Checks of serverless deployments alone, one file each."""
