"""The local Azure: one process on loopback that answers as Azure does to real clients.

Who may touch what:

- `arm/`        what ARM does for every resource type: ids, dispatch, operations, errors, paging
- `providers/`  one folder a resource provider; each declares a `Provider` (data) and hooks (pure state)
- `entra/`      discovery and tokens;  `rbac/` who may do what
- `registry/`   the model registries as azure-ai-ml reads them;  `inference/` the data plane
- `server.py`, `process.py`, `control.py`, `store.py`, `clock.py`, `faults.py`, `scenarios/`
- `cli.py`      `modelstacks local …`, found by its entry point

Only tests import it. It takes models, VM sizes and regions from modelstacks through `catalogue.py` alone.
"""
