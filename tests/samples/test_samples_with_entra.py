"""Every chat sample runs as it is written, with a token of Entra."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sample_runs import OF_AZURE_ML

if TYPE_CHECKING:
    from pathlib import Path

    from modelstacks.inference.snippets.samples import Sample
    from sample_runs import Bench

pytestmark = [pytest.mark.e2e, pytest.mark.ci]


@pytest.mark.parametrize("sample", OF_AZURE_ML, ids=lambda sample: sample.id)
def test_it_runs(bench: Bench, sample: Sample, tmp_path: Path) -> None:
    printed = bench.run(sample, bench.with_entra, tmp_path)

    assert "== streamed" in printed
    assert "filtered: " not in printed  # nothing is filtered in front of managed compute
