"""Deployment modes: one package each, and in it one module for each room of the house that must know how they differ.

    spec.py        ModeSpec        what a deployment in this mode can say, and what must hold of it
    placement.py   ModePlacement   where it could go, and what it takes there
    preflight.py   ModePreflight   operations, resource providers and questions that it needs
    checks/                        checks of its own, if it has any, and
    asks/                          questions to Azure that they alone ask
    plan.py        ModePlanning    the endpoints to make
    program.py     ModeProgram     their Pulumi resources
    ensure.py      ModeEnsure      the same through azure-ai-ml
    lifecycle.py   ModeLifecycle   what Azure keeps of it after a delete
    smoke.py       ModeSmoke       what a smoke test can't expect there
    endpoints.py   ModeEndpoints   an endpoint of Azure's read back
    audit.py       ModeAudit       what Azure tells of a model's end and of quota there, if it tells anything

Each module holds `PART`, of the class that its room declares in `by_mode.py`; who asks for it stands in that room, and
the module may import what its room may. Nothing else knows how many modes there are. A distribution adds one by an entry
point of the group `modelstacks.modes`: its name, and the package.
"""
