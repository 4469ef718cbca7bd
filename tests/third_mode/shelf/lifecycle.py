"""Azure keeps a deleted shelf."""

from modelstacks.azure.soft_deletion import ACCOUNTS
from modelstacks.lifecycle.by_mode import ModeLifecycle


class ShelfLifecycle(ModeLifecycle):
    """What stands on it is gone."""

    soft_deletions = (ACCOUNTS,)


PART = ShelfLifecycle()
