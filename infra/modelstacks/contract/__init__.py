"""What real Azure answers, held against what the code reads and what the local Azure answers (`modelstacks contract`).

`exchange` and `shapes` are values; `recording` watches an ARM client; `reading` (level 0) sends what the checks and the
program send; `comparing` holds it against `expectation` (expected.json, made by `scripts/contract-expectation`);
`anonymous` and `files` write what an issue may have. `first.yaml` is the spec for folders without one.

Level 1: `run` goes from the `guards` over `creating` to `removing`; `ledger` and `work` remember what it makes. Level 2 is
`spending`.
"""
