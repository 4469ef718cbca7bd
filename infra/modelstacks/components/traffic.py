"""Which deployments of an online endpoint get its requests: a resource of its own, and the only dynamic one.

ARM takes traffic on the endpoint, after its deployments exist, and a PUT replaces what it does not name. So the
endpoint ignores its traffic and this resource reads it, merges its own shares and writes it back
(`azure/traffic.py`): after the deployments were created (and tested), again after each PUT of the endpoint, and with no share before one is deleted.

The provider's class must stay importable under this path: the state refers to it, and destroy needs it. No key may
come in or go out. What Azure refuses fails the resource, in Azure's words alone (`plain_failures`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, ReadResult, Resource, ResourceProvider, UpdateResult

from modelstacks.azure.provider_process import run_with_arm
from modelstacks.azure.traffic import Shares, read_traffic, write_traffic
from modelstacks.components.plain_failures import failing_plainly


class TrafficProvider(ResourceProvider):
    """Create, read, update and delete of the traffic; *id* is the endpoint's id."""

    serialize_as_secret_always = False

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Write our shares."""
        with failing_plainly(_could_not("set", props["endpoint_id"])):
            return CreateResult(props["endpoint_id"], _written(props, {}))
        return CreateResult("", {})

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """Read our shares as they are; no id where the endpoint is gone."""
        with failing_plainly(_could_not("read", id_)):
            live = run_with_arm(partial(read_traffic, id_))
            if live is None:
                return ReadResult("", {})
            ours = {name: live.get(name, 0) for name in _shares(props)}
            return ReadResult(id_, {**props, "traffic": ours})
        return ReadResult("", {})

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        """Changed shares or a changed endpoint mean a write; another endpoint, a replacement.

        A preview, and deleting the endpoint alone, make the engine ask this with values that are not known: those
        have changed.
        """
        moved = _olds["endpoint_id"] != _news["endpoint_id"]
        changed = moved or not _is_known(_news["traffic"]) or _shares(_olds) != _shares(_news)
        rewritten = _olds["endpoint_inputs"] != _news["endpoint_inputs"]
        return DiffResult(changes=changed or rewritten, replaces=["endpoint_id"] if moved else [])

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        """Write our shares, and none for what is no longer ours."""
        with failing_plainly(_could_not("set", _id)):
            return UpdateResult(_written(_news, _shares(_olds)))
        return UpdateResult({})

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """Drain our deployments; a missing endpoint has no traffic."""
        with failing_plainly(_could_not("taken from our deployments", _id)):
            run_with_arm(partial(write_traffic, _id, {}, _shares(_props)))


def _could_not(be: str, endpoint_id: str) -> str:
    return f"The traffic of online endpoint {endpoint_id.rsplit('/', 1)[-1]} could not be {be}."


def _is_known(traffic: Any) -> bool:
    return isinstance(traffic, Mapping) and all(isinstance(share, int | float) for share in traffic.values())


def _shares(props: Mapping[str, Any]) -> Shares:
    """Pulumi's numbers are floats; ARM wants whole percents."""
    return {name: int(share) for name, share in props["traffic"].items()}


def _written(props: dict[str, Any], before: Shares) -> dict[str, Any]:
    ours = _shares(props)
    run_with_arm(partial(write_traffic, props["endpoint_id"], ours, before))
    return {**props, "traffic": ours}


class Traffic(Resource, name="Traffic"):
    """Shares in percent by deployment.

    *endpoint_inputs* is anything that changes when the endpoint is written again.
    """

    traffic: pulumi.Output[Mapping[str, int]]

    def __init__(
        self,
        name: str,
        endpoint_id: pulumi.Input[str],
        endpoint_inputs: str,
        traffic: pulumi.Input[Mapping[str, pulumi.Input[int]]],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        props: dict[str, Any] = {
            "endpoint_id": endpoint_id,
            "endpoint_inputs": endpoint_inputs,
            "traffic": traffic,
        }
        super().__init__(TrafficProvider(), name, props, opts)
