"""Every sample runs as it is written, with a key from the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sample_runs import LISTED, Bench

if TYPE_CHECKING:
    from pathlib import Path

    from modelstacks.inference.snippets.samples import Sample

pytestmark = pytest.mark.e2e

SECTIONS = {
    "chat": ["plain", "streamed", "extra parameters", "content safety"],
    "completions": ["plain", "streamed", "extra parameters"],
}


@pytest.mark.parametrize(("sample", "task"), LISTED)
def test_it_runs(bench: Bench, sample: Sample, task: str, tmp_path: Path) -> None:
    printed = bench.run(sample, bench.places[task], tmp_path)

    sections = [
        line.removeprefix("== ").partition(":")[0] for line in printed.splitlines() if line[:2] == "=="
    ]
    assert sections == SECTIONS.get(task, [])
    if task == "embeddings":
        assert "0 1024" in printed or '"embedding"' in printed or printed.startswith("1024")
    else:
        assert printed.count("ocal Azure") >= 3 or sample.language == "curl", printed
    if task == "chat":
        assert "\nfiltered: " in printed
