"""The platform stack: see modelstacks.programs.platform."""

from modelstacks.programs import platform

platform.run()
