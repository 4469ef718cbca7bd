"""Get the engine: `python -m modelstacks.engine`, the step of scripts/setup."""

from __future__ import annotations

import sys

from modelstacks.engine.obtain import ensure_engine
from modelstacks.errors import ModelstacksError


def main() -> int:
    """Print each step and what was found; return the exit code."""
    try:
        engine = ensure_engine(lambda step: print(f"   {step}", flush=True))  # noqa: T201  a script's output
    except ModelstacksError as err:
        print(err, file=sys.stderr)  # noqa: T201
        return err.exit_code
    cli = engine.tools[0]
    print(f"   Pulumi {cli.version} from {cli.source}: {cli.path}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
