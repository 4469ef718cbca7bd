"""Nothing is known of what it lacks."""

from modelstacks.inference.by_mode import ModeSmoke

PART = ModeSmoke()
