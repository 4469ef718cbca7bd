"""Checks before anything is created: what would go wrong, reported at once, with what to do.

- `facts.py`   the questions checks may ask of Azure, and the typed answers
- `placed_spec.py`  what is going to be deployed
- `_core.py`   Check, Finding, the decorator
- `checks/`    one file a check; a new check is a file there and its test, nothing else
- `runner.py`  asks each question once, runs the checks;  `report.py` shows what they found
"""
