"""The models stack: see modelstacks.programs.models."""

from modelstacks.programs import models

models.run()
