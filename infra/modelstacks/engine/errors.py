"""What running a stack can end with."""

from __future__ import annotations

from modelstacks.errors import ModelstacksError


class StackError(ModelstacksError):
    """Pulumi ended with an error; its own output was shown already."""
