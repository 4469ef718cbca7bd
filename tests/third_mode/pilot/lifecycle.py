"""Azure keeps a deleted board."""

from modelstacks.azure.soft_deletion import ACCOUNTS
from modelstacks.lifecycle.by_mode import ModeLifecycle


class PilotLifecycle(ModeLifecycle):
    """An endpoint that is deleted is gone, its board is not."""

    soft_deletions = (ACCOUNTS,)


PART = PilotLifecycle()
