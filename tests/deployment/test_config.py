"""What a stack's config can say."""

from __future__ import annotations

from modelstacks.deployment.config import refuse_unknown_keys
from modelstacks.deployment.spec_mark import TAKE_OVER


def test_the_config_that_hands_a_stack_over_is_known() -> None:
    refuse_unknown_keys([TAKE_OVER, "azure-native:location"])
