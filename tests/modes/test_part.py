"""What a mode brings to a room: asked for by each deployment, so looked up once."""

from __future__ import annotations

from unittest import mock

import pytest

from modelstacks import modes


def test_a_part_is_imported_once_however_many_deployments_ask_for_it() -> None:
    first = modes.part("serverless", "spec")
    with mock.patch.object(modes, "import_module", side_effect=AssertionError):
        assert modes.part("serverless", "spec") is first


def test_a_mode_that_is_not_there_has_none() -> None:
    with pytest.raises(KeyError):
        modes.part("teleported", "spec")
