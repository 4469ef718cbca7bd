"""A serverless endpoint that is deleted is gone."""

from modelstacks.lifecycle.by_mode import ModeLifecycle

PART = ModeLifecycle()
