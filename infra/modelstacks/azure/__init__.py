"""Talking to Azure: which cloud, as whom, and one ARM client for what has no typed one."""
