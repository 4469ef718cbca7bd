"""The Pulumi engine: find it, get it, and run the programs through it.

- `location.py`  which tools are there, where, in which version (no network, nothing is changed)
- `obtain.py`    the ways of getting what is missing
- `hints.py`     what to do about what Pulumi says
- `stacks.py`    which stack a spec is for, opened through the Automation API
- `runs.py`      up, preview, destroy, and taking in what a killed run left behind
"""
