"""Talking to a deployed model: the client of its routes and the smoke test on top of it."""
