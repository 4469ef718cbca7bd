"""What all mappings of our files have in common."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Schema(BaseModel):
    """A mapping of one of our files: unknown keys and wrong types are mistakes.

    Empty texts pass here: a rule says what is wrong with them, and `validate` needs them for the rest. The docstring
    below a key is its description, for editors and in docs/reference (`spec.json_schema`).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True)


def in_schema(**keywords: Any) -> Any:
    """Say to editors, in the words of JSON Schema, what a rule or a validator of ours says about a value."""
    return Field(json_schema_extra=keywords)
