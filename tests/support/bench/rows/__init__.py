"""What is measured, in the order of the table. A new row: one line in the list of a module here, and its scene."""

from __future__ import annotations

from bench.rows import checks, commands, fleets, local_azure, plugin, smoke, stacks, start_up

ROWS = (
    *start_up.ROWS,
    *checks.ROWS,
    *smoke.ROWS,
    *commands.ROWS,
    *local_azure.ROWS,
    *plugin.ROWS,
    *stacks.ROWS,
    *fleets.ROWS,
)
