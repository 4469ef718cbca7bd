"""An online endpoint that is deleted is gone, its Content Safety account is not."""

from modelstacks.azure.soft_deletion import ACCOUNTS
from modelstacks.lifecycle.by_mode import ModeLifecycle


class ManagedLifecycle(ModeLifecycle):
    """Azure keeps the account; `up` restores it."""

    soft_deletions = (ACCOUNTS,)


PART = ManagedLifecycle()
