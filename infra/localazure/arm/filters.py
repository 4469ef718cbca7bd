"""OData `$filter`, as far as ARM evaluates it: comparisons, `substringof`, `startswith`, and, or, parentheses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from localazure.arm import refusals
from localazure.arm.ids import ResourceId

if TYPE_CHECKING:
    from collections.abc import Callable

    from localazure.arm.resource_type import Json

Condition: TypeAlias = "Callable[[Json], bool]"

TOKEN = re.compile(r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<word>[\w./$-]+)|(?P<mark>[(),]))")
COMPARISONS: dict[str, Callable[[str, str], bool]] = {
    "eq": lambda found, operand: found == operand,
    "ne": lambda found, operand: found != operand,
}
FUNCTIONS: dict[str, Callable[[str, str], bool]] = {
    "substringof": lambda found, operand: operand in found,
    "startswith": lambda found, operand: found.startswith(operand),
}


def parse(text: str) -> Condition:
    """Return *text* as a condition on resource bodies; "" holds for all. Raises ArmError when it can't be read."""
    if not text.strip():
        return lambda _: True
    reader = _Reader(text)
    condition = reader.either()
    reader.expect("")
    return condition


def _group(body: Json) -> str:
    return ResourceId.parse(body["id"]).resource_group or ""


FIELDS: dict[str, Callable[[Json], str]] = {
    "name": lambda body: str(body["name"]),
    "location": lambda body: str(body.get("location", "")),
    "kind": lambda body: str(body.get("kind", "")),
    "resourcetype": lambda body: str(body["type"]),
    "resourcegroup": _group,
    "resourceid": lambda body: str(body["id"]),
    "identity/principalid": lambda body: str((body.get("identity") or {}).get("principalId", "")),
    "plan/publisher": lambda body: str((body.get("plan") or {}).get("publisher", "")),
    "plan/product": lambda body: str((body.get("plan") or {}).get("product", "")),
    "plan/name": lambda body: str((body.get("plan") or {}).get("name", "")),
}
TAG_FIELDS = ("tagname", "tagvalue")


class _Reader:
    """Recursive descent over the tokens of one filter."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = self._tokens()

    def _tokens(self) -> list[str]:
        tokens, at = [], 0
        stripped = self.text.rstrip()
        while at < len(stripped):
            found = TOKEN.match(stripped, at)
            if found is None:
                raise refusals.invalid_filter(self.text, f"unexpected '{stripped[at]}'")
            tokens.append(found[0].strip())
            at = found.end()
        return tokens

    def next(self) -> str:
        return self.tokens.pop(0) if self.tokens else ""

    def expect(self, token: str) -> None:
        found = self.next()
        if found.lower() != token:
            raise refusals.invalid_filter(self.text, f"'{token or 'the end'}' expected, not '{found}'")

    def peek(self) -> str:
        return self.tokens[0].lower() if self.tokens else ""

    def either(self) -> Condition:
        choices = [self.all()]
        while self.peek() == "or":
            self.next()
            choices.append(self.all())
        return lambda body: any(choice(body) for choice in choices)

    def all(self) -> Condition:
        """Read conditions joined by `and`; a tagName and a tagValue in one such row speak of the same tag."""
        tags: dict[str, str] = {}
        conditions = [self.one(tags)]
        while self.peek() == "and":
            self.next()
            conditions.append(self.one(tags))
        return lambda body: all(condition(body) for condition in conditions) and _has_tag(body, tags)

    def one(self, tags: dict[str, str]) -> Condition:
        if self.peek() == "(":
            self.next()
            inner = self.either()
            self.expect(")")
            return inner
        if self.peek() in FUNCTIONS:
            return self.function()
        field, operator, operand = self.next(), self.next().lower(), self.literal()
        if operator not in COMPARISONS:
            raise refusals.invalid_filter(self.text, f"'{operator}' is no comparison")
        if field.lower() in TAG_FIELDS and operator == "eq":
            tags[field.lower()] = operand
            return lambda _: True
        return self.condition(field, COMPARISONS[operator], operand)

    def function(self) -> Condition:
        name = self.next().lower()
        self.expect("(")
        first = self.next()
        self.expect(",")
        second = self.next()
        self.expect(")")
        field, operand = (second, first) if first.startswith("'") else (first, second)
        return self.condition(field, FUNCTIONS[name], self.unquoted(operand))

    def condition(self, field: str, holds: Callable[[str, str], bool], operand: str) -> Condition:
        read = FIELDS.get(field.lower())
        if read is None:
            raise refusals.invalid_filter(self.text, f"the field '{field}' can't be filtered by")
        return lambda body: holds(read(body).lower(), operand.lower())

    def literal(self) -> str:
        return self.unquoted(self.next())

    def unquoted(self, token: str) -> str:
        if not token.startswith("'"):
            raise refusals.invalid_filter(self.text, f"a text in quotes was expected, not '{token}'")
        return token[1:-1].replace("''", "'")


def _has_tag(body: Json, tag: dict[str, str]) -> bool:
    """Tell whether *body* has such a tag; tag names ignore case, values don't."""
    if not tag:
        return True
    name, value = tag.get("tagname"), tag.get("tagvalue")
    tags = (body.get("tags") or {}).items()
    return any((name is None or name.lower() == n.lower()) and (value is None or value == v) for n, v in tags)
