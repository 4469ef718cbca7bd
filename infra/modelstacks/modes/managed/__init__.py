"""Managed compute: deployments behind online endpoints, on cores of one's own or Azure's shared ones."""
