"""The stand-in for `pulumi-resource-azure-native`: the same programs, against the local Azure only.

The real plugin is a download of 200 MB; this one is launched by the real engine in its place, knows what the
installed `pulumi_azure_native` SDK says about each type (`schema.py`) plus `types.json`, and talks to ARM.

- `__main__.py`, `servicer.py`  the process and its gRPC surface
- `provider.py`, `functions.py` what each request does
- `schema.py`, `arm_types.py`   types: from the SDK, and what the SDK does not say
- `mapping.py`, `checking.py`, `diff.py`, `names.py`   pure
- `cloud.py`, `arm.py`, `errors.py`   the local Azure over HTTPS

Behaviour follows azure-native 3.x as its public source shows it (github.com/pulumi/pulumi-azure-native,
provider/pkg, read 2026-11-20).
"""
