"""The Pulumi engine: find it, get it, and run the programs through it.

- `location.py`  which tools are there, where, in which version (no network, nothing is changed)
- `obtain.py`    the ways of getting what is missing
- `hints.py`     what to do about what Pulumi says
- `stacks.py`    which stack a spec is for, opened through the Automation API
- `command.py`   how its CLI is started, `interrupts.py` how it is stopped, `progress.py` what it did until then
- `locked.py`    a stack that another run holds; `lock_owner.py`: whether that one still lives
- `stack_state.py` what a stack holds by its state, and deleting some of it
- `belonging.py` whether the stack is that spec's
- `runs.py`      up, preview, destroy, and taking in what a killed run left behind
"""
