"""What `scripts/bench` measures: each thing that people wait for beside its floor, the least that it could take.

`rows` declares what is measured and what each may take; a floor is measured in turn with it, in the same run, so
the ratio of the two holds on any machine. `measuring` runs them, `table` and `record` say what came of it.
"""
