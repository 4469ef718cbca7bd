"""A function of the template language, and what its arguments must be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from localazure.templates import refusals

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from localazure.templates.surroundings import Copy, Surroundings


class Context(Protocol):
    """What a function may know beside its arguments: the evaluation that calls it."""

    @property
    def surroundings(self) -> Surroundings:
        """Where the template is deployed."""

    @property
    def is_default(self) -> bool:
        """Whether a parameter's default is being computed."""

    @property
    def copy(self) -> Copy | None:
        """The turn of the resource's own copy loop."""

    @property
    def loops(self) -> tuple[Copy, ...]:
        """The turns of the loops inside it, the innermost first."""

    @property
    def lambdas(self) -> Mapping[str, Any]:
        """The arguments of the lambdas around the call."""

    def parameter(self, name: str) -> Any:
        """Return the parameter's value; raises ArmError if there is none."""

    def variable(self, name: str) -> Any:
        """Return the variable's value; raises ArmError if there is none."""


@dataclass(frozen=True)
class Function:
    """*run* gets the context and the arguments' values; *most* None: any number."""

    name: str
    run: Callable[[Context, list[Any]], Any]
    least: int
    most: int | None


def plain(name: str, run: Callable[..., Any], least: int, most: int | None = -1) -> Function:
    """Return a function that needs its arguments only; *most* -1: exactly *least*."""

    def checked(_: Context, values: list[Any]) -> Any:
        try:
            return run(*values)
        except (TypeError, AttributeError, LookupError, ValueError) as err:
            raise refusals.wrong_arguments(name, "the parameters are not of the right types.") from err

    return Function(name, checked, least, least if most == -1 else most)


def boolean(name: str, value: Any) -> bool:
    """Return *value*, which must be true or false."""
    if not isinstance(value, bool):
        raise refusals.wrong_arguments(name, "all parameters must be booleans.")
    return value


def text(name: str, value: Any) -> str:
    """Return *value*, which must be a text."""
    if not isinstance(value, str):
        raise refusals.wrong_arguments(name, "the parameter must be a string.")
    return value


def whole(name: str, value: Any) -> int:
    """Return *value*, which must be a whole number."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise refusals.wrong_arguments(name, "the parameter must be an integer.")
    return value


def text_of(value: Any) -> str:
    """Return a plain value as texts show it: `True`, as .NET writes it."""
    return value if isinstance(value, str) else str(value)
