"""Every Python sample runs as it is written, with a key from the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sample_runs import Bench, check_printed, listed

if TYPE_CHECKING:
    from pathlib import Path

    from modelstacks.inference.snippets.samples import Sample

pytestmark = [pytest.mark.e2e, pytest.mark.ci]


@pytest.mark.parametrize(("sample", "task"), listed("python"))
def test_it_runs(bench: Bench, sample: Sample, task: str, tmp_path: Path) -> None:
    check_printed(bench.run(sample, bench.places[task], tmp_path), task)
