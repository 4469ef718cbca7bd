"""A fourth mode, of the same distribution: what stands on a shelf, an account of Azure AI services in each region.

Its file needs no workspaces. Its endpoints are known to ARM below their parents alone; URI and keys are the parent's.
"""
