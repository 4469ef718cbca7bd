"""The Pulumi engine: find it, get it, and run the programs through it.

- `location.py`  which tools are there, where, in which version (no network, nothing is changed)
- `obtain.py`    the ways of getting what is missing
- `stacks.py`    the two stacks through the Automation API
"""
