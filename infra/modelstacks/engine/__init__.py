"""The Pulumi engine: find it, get it, and run the programs through it.

- `location.py`  which tools are there, where, in which version (no network, nothing is changed)
- `obtain.py`    the ways of getting what is missing
- `stacks.py`    which stack a spec is for, opened through the Automation API
- `held.py`      what a stack holds by its state, and deleting some of it
- `belonging.py` whether the stack is that spec's
- `runs.py`      up, preview, destroy, and taking in what a killed run left behind
"""
