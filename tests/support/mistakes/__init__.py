"""The table of mistakes: what a user may do wrong, how the command ends, the message, and what it says to do.

Each module holds the rows of one field; `tests/cli/test_mistakes.py` runs them through the command's outermost edge.
"""
