"""Checks before anything is created: what would go wrong, reported at once, with what to do.

- `asks/`      one file a topic of questions: each knows how it is fetched, in whose words and with which right
- `facts.py`   what a question is, and the answers as a check sees them;  `asked_azure.py`  whom they are asked
- `placed_spec.py`  what is going to be deployed
- `_core.py`   Check, Finding, the decorator
- `checks/`    one file a check; a new check is a file there and its test, and one in `asks/` for a fact that nobody asks yet
- `runner.py`  asks each question once, runs the checks;  `report.py` shows what they found
"""
