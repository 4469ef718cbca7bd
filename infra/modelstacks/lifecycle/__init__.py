"""The life of an endpoint after it was deployed: what there is, when it expires, what to delete, what to renew.

Decisions are pure functions of what Azure answered; `inventory` and `deleting` are the only modules that ask Azure.
"""
