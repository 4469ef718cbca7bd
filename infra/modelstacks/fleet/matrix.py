"""The matrix of CI jobs that a fleet is dealt out to, as each CI system takes it: pure.

GitHub: https://docs.github.com/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations (`fromJSON`).
GitLab: https://docs.gitlab.com/ci/yaml/#parallelmatrix, in a child pipeline's file. Azure DevOps:
https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/jobs-job-strategy, a mapping of jobs to their variables.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from modelstacks.yaml_nodes import dump

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modelstacks.fleet.shards import Shard


def matrix_of(shards: Sequence[Shard], system: str) -> str:
    """Return it for `github`, `gitlab` or `azure-devops`; a shard without stacks has no job."""
    filled = [shard for shard in shards if shard.stacks]
    if system == "gitlab":
        jobs = {"fleet": {"parallel": {"matrix": [{"SHARD": [shard.name for shard in filled]}]}}}
        return dump(jobs)
    if system == "azure-devops":
        legs = {f"shard_{shard.name.replace('/', '_of_')}": {"shard": shard.name} for shard in filled}
        return json.dumps(legs) + "\n"
    rows = [
        {"shard": shard.name, "stacks": len(shard.stacks), "seconds": round(shard.seconds)}
        for shard in filled
    ]
    return json.dumps({"include": rows}) + "\n"
