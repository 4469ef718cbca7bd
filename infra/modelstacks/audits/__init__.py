"""What breaks by a date, in what is deployed and in the file: `modelstacks audit`.

- `subject.py`   what is audited: the file, its lock, the endpoints that were found, and the date
- `by_mode.py`   what is asked of a deployment's mode
- `_core.py`     Rule, Break, the decorator
- `rules/`       one file a topic; a new rule is a function there and its test
- `runner.py`    asks each question once, judges;  `report.py` and `sarif.py` show what was found
"""

HEADROOM_PERCENT = 10
"""How much of a quota must be free, where nobody says: less, and one more instance of anything is refused."""
