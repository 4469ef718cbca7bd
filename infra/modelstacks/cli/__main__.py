"""`python -m modelstacks.cli`: the command without its script on PATH."""

from modelstacks.cli.entry import run

run()
