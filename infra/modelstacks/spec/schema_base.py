"""What all mappings of our files have in common."""

from pydantic import BaseModel, ConfigDict


class Schema(BaseModel):
    """A mapping of one of our files: unknown keys and wrong types are mistakes.

    Empty texts pass here: a rule says what is wrong with them, and `validate` needs them for the rest.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
