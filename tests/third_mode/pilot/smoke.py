"""What a pilot has not."""

from modelstacks.inference.by_mode import ModeSmoke


class PilotSmoke(ModeSmoke):
    """No filter that anybody promised."""

    no_filter = "a pilot is looked after by its reviewer"


PART = PilotSmoke()
