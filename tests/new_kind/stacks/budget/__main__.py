"""The budget stack: see modelstacks.programs.budget."""

from importlib import import_module

import_module("modelstacks.programs.budget").run()
