"""What a mode brings to a room: asked for by each deployment, so looked up once."""

from __future__ import annotations

from unittest import mock

import pytest

from modelstacks import mode_parts


def test_a_part_is_imported_once_however_many_deployments_ask_for_it() -> None:
    first = mode_parts.part("serverless", "spec")
    with mock.patch.object(mode_parts, "import_module", side_effect=AssertionError):
        assert mode_parts.part("serverless", "spec") is first


def test_a_mode_that_is_not_there_has_none() -> None:
    with pytest.raises(KeyError):
        mode_parts.part("teleported", "spec")
