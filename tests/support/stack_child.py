"""A stack's command that deploys nothing: what a fleet shows of its stacks does not hang on the engine.

`python -m stack_child …` in the place of the fleet's own program: it fails for the stack that FAILS names, with the words of WHY.
"""

from __future__ import annotations

import json
import os
import sys


def main() -> int:
    """Say what a command of ours would."""
    name = os.environ["MODELSTACKS_STACK_NAME"]
    sys.stderr.write(f"Stack modelstacks-models/{name} on nowhere\n+ Account ai created (0.1 s)\n")
    if name in os.environ.get("FAILS", "").split():
        json.dump({"answer": None, "message": os.environ.get("WHY", "Azure said no.")}, sys.stdout)
        return 1
    json.dump({"answer": {"changes": {"create": 2, "same": 1}}, "message": ""}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
