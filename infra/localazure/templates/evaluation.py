"""Computing the values of a template's expressions."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from localazure.templates import functions, refusals, syntax
from localazure.templates.function import boolean
from localazure.templates.functions_lambda import LAMBDA
from localazure.templates.surroundings import Copy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from localazure.arm.resource_type import Json
    from localazure.templates.surroundings import Surroundings


@dataclass(frozen=True)
class Evaluation:
    """Everything an expression can see. *where* names the part of the template in messages.

    *is_default*: a parameter's default is computed, which may call newGuid but read nothing. *computing* are the
    variables on the way, *loops* the turns of loops inside the resource's own, *lambdas* the arguments of lambdas.
    """

    surroundings: Surroundings
    parameters: Mapping[str, Any] = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=dict)
    copy: Copy | None = None
    where: str = ""
    is_default: bool = False
    computing: tuple[str, ...] = ()
    loops: tuple[Copy, ...] = ()
    lambdas: Mapping[str, Any] = field(default_factory=dict)

    def at(self, where: str, copy: Copy | None = None) -> Evaluation:
        """Return the same, at another part of the template."""
        return replace(self, where=where, copy=copy)

    def without_reading(self) -> Evaluation:
        """Return the same where `reference` is not allowed: names, conditions, variables."""
        return replace(self, surroundings=replace(self.surroundings, reference=None, action=None))

    def value(self, raw: Any) -> Any:
        """Return *raw* with every expression in it computed, names of object properties included."""
        if isinstance(raw, str):
            return self._text(raw)
        if isinstance(raw, list):
            return [self.value(item) for item in raw]
        if isinstance(raw, dict):
            return self._object(raw)
        return raw

    def _object(self, raw: Mapping[str, Any]) -> Json:
        """Return an object's value; loops in it (`copy`) become lists under their names."""
        loops = raw.get("copy")
        if not isinstance(loops, list) or not all(
            isinstance(loop, dict) and "input" in loop for loop in loops
        ):
            return {self._text(name): self.value(item) for name, item in raw.items()}
        plain = {name: item for name, item in raw.items() if name != "copy"}
        return {**self._object(plain), **{str(loop["name"]): self.looped(loop) for loop in loops}}

    def looped(self, loop: Json, name: str = "") -> list[Any]:
        """Return the values of a loop that gives values: its `input`, `count` times."""
        count = self.value(loop.get("count"))
        if isinstance(count, bool) or not isinstance(count, int) or count < 0:
            raise refusals.invalid_template(f"The copy count of '{loop.get('name')}' is not a whole number.")
        named = str(loop.get("name") or name)
        turns = (replace(self, loops=(Copy(named, index), *self.loops)) for index in range(count))
        return [turn.value(loop["input"]) for turn in turns]

    def _text(self, text: str) -> Any:
        if syntax.is_expression(text):
            return self.node(syntax.parse(text[1:-1]))
        return syntax.literal_text(text)

    def node(self, node: syntax.Node) -> Any:
        """Return the value of one expression."""
        if isinstance(node, syntax.Literal):
            return node.value
        if isinstance(node, syntax.Member):
            return _member(self.node(node.target), self.node(node.key))
        if node.name.lower() == functions.IF:
            return self._if(node)
        if node.name.lower() == LAMBDA:
            return self._lambda(node)
        function = functions.find(node.name)
        if function is None:
            raise refusals.unknown_function(self.where, node.name)
        count = len(node.arguments)
        if count < function.least or (function.most is not None and count > function.most):
            raise refusals.wrong_arguments(
                function.name, f"it was called with '{count}' arguments, which is not valid."
            )
        return function.run(self, [self.node(argument) for argument in node.arguments])

    def _if(self, node: syntax.Call) -> Any:
        """Compute only the branch that counts, as ARM does."""
        if len(node.arguments) != 3:
            raise refusals.wrong_arguments(functions.IF, "it requires exactly three arguments.")
        condition, yes, no = node.arguments
        return self.node(yes if boolean(functions.IF, self.node(condition)) else no)

    def _lambda(self, node: syntax.Call) -> Callable[..., Any]:
        """Return what computes the lambda's last argument, given values for the names before it."""
        *names, expression = node.arguments
        keys = [str(self.node(name)) for name in names]

        def run(*values: Any) -> Any:
            given = dict(zip(keys, values, strict=False))
            return replace(self, lambdas={**self.lambdas, **given}).node(expression)

        return run

    def parameter(self, name: str) -> Any:
        """Return the parameter's value, whatever the casing of *name*."""
        return _named("parameter", self.parameters, name)

    def variable(self, name: str) -> Any:
        """Return the variable's value; variables may use each other, but not themselves."""
        key = str(name).lower()
        if key in self.computing:
            raise refusals.circular(self.computing)
        inside = replace(self.without_reading(), computing=(*self.computing, key))
        loops = self.variables.get("copy")
        for loop in loops if isinstance(loops, list) else []:
            if str(loop.get("name", "")).lower() == key:
                return inside.looped(loop)
        return inside.value(_named("variable", self.variables, name))


def _named(kind: str, values: Mapping[str, Any], name: Any) -> Any:
    for known, value in values.items():
        if known.lower() == str(name).lower():
            return value
    raise refusals.not_found(kind, str(name))


def _member(target: Any, key: Any) -> Any:
    """Return `target[key]`: an item by its place, or a property in any casing."""
    if isinstance(target, list) and isinstance(key, int) and not isinstance(key, bool):
        if 0 <= key < len(target):
            return target[key]
        raise refusals.failed_expression(
            f"The language expression property array index '{key}' is out of bounds."
        )
    if isinstance(target, dict):
        for name, value in target.items():
            if name.lower() == str(key).lower():
                return value
        raise refusals.no_property(str(key), target)
    raise refusals.failed_expression(
        f"The language expression property '{key}' can't be evaluated, property names are only for objects."
    )
