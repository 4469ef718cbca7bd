"""The Pulumi engine: find it, get it, and run the programs through it.

- `location.py`        which of its programs are there, where, in which version (no network, nothing is changed)
- `obtain.py`          the ways of getting what is missing
- `hints.py`           what to do about an error of Pulumi's
- `stacks.py`          which stack a spec is for, opened through the Automation API
- `pulumi_command.py`  how the CLI is started, `interrupts.py` how it is stopped, `progress.py` what it did until then
- `stack_lock.py`      a stack that another run has locked, `lock_owner.py` whether that run still lives
- `stack_state.py`     which resources a stack's state has, and deleting some of them
- `own_stack.py`       the Automation API with fewer starts of the CLI, `outcome.py` what an up ended with, by its events
- `exported.py`        the resources of a stack's state
- `plain_config.py`    a stack's config, where its file says all of it
- `masked_outputs.py`  a stack's outputs without its secrets, `last_outputs.py` those of its last up
- `belonging.py`       whether the stack is that spec's
- `runs.py`            up, preview, destroy, and taking in what a killed run left behind
"""
