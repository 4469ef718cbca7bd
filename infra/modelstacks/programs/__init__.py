"""The Pulumi programs, one for each kind of spec, and what only they use: read config and spec, check, build components, export.

Each is a `run()` that the stack's `__main__.py` calls, and that `modelstacks up` runs through the Automation API. What they share with the
commands that need no stack is in `deployment`.
"""
