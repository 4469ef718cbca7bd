"""Azure's name rules, as the catalogue has them, in the form that resource types take."""

from __future__ import annotations

from localazure import catalogue


def pattern_of(kind: str) -> str:
    """Return the pattern that a name of *kind* (the catalogue's) must match in full, its length included."""
    rule = catalogue.load().name_rules[kind]
    return f"(?=.{{{rule.min_length},{rule.max_length}}}$){rule.pattern}"


def refusal_of(kind: str, name: str, *, called: str = "") -> str:
    """Return the words for a *name* that breaks the rule (assumed: no source has the providers' own).

    *called*: what the user calls the resource, where another kind's rule holds for it.
    """
    rule = catalogue.load().name_rules[kind]
    shown = called or kind
    what = f"{shown[0].upper()}{shown[1:]} name '{name}' is invalid"
    return f"{what}: {rule.min_length} to {rule.max_length} characters; {rule.rule}."
