"""A deployment that is deleted is gone, its account is not."""

from modelstacks.azure.soft_deletion import ACCOUNTS
from modelstacks.lifecycle.by_mode import ModeLifecycle


class FoundryLifecycle(ModeLifecycle):
    """Azure keeps the account with its subdomain; `up` restores it."""

    soft_deletions = (ACCOUNTS,)


PART = FoundryLifecycle()
