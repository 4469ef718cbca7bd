"""The local Azure: one process on loopback that answers as Azure does to real clients.

Who may touch what:

- `arm/`        what ARM does for every resource type: ids, dispatch, operations, errors, paging
- `providers/`  one folder a resource provider; each declares a `Provider` (data) and hooks (pure state)
- `entra/`      discovery and tokens;  `rbac/` who may do what
- `registry/`   the model registries as azure-ai-ml reads them;  `inference/` the data plane
- `plugin/`     the stand-in for pulumi-resource-azure-native; talks to ARM over HTTPS only
- `server.py`, `process.py`, `control.py`, `store.py`, `clock.py`, `faults.py`, `scenarios/`

Nothing outside this package, the CLI's `local` group and tests imports it.
"""
