"""Faults: rules that make the local Azure misbehave, switched on through the control API."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter

if TYPE_CHECKING:
    from localazure.values import Values

RULES_KEY = "faults.rules"


class Fault(BaseModel):
    """One rule: which requests it hits, what it does to them, and how often.

    *path* is a regular expression searched in the URL's path, ignoring case. *count* is how many requests it hits
    before it is spent; None: all. What it does: *status* (with *code*, *message*, *retry_after_s*) answers instead
    of Azure; *reset* drops the connection; *operation* makes the operations that hit writes begin never end
    ("stuck", until the faults are cleared) or fail with *code* and *message* ("fail"); *delay_s* waits before the request is served.
    *answer* is merged into the JSON that Azure answers (RFC 7396: null takes a field away).
    *after* is "request" to refuse before anything happened, "response" to lose the answer of a request that was
    carried out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(default_factory=lambda: uuid4().hex[:8])
    method: str = "*"
    path: str = ""
    count: int | None = Field(default=None, ge=1)
    status: int | None = Field(default=None, ge=400, le=599)
    code: str = "InternalServerError"
    message: str = "The server encountered an internal error. Please retry the request."
    retry_after_s: float | None = Field(default=None, ge=0)
    reset: bool = False
    operation: Literal["stuck", "fail"] | None = None
    delay_s: float = Field(default=0, ge=0)
    answer: dict[str, JsonValue] | None = None
    after: Literal["request", "response"] = "request"

    def hits(self, method: str, path: str) -> bool:
        """Tell whether this rule is about such a request."""
        return self.method.upper() in {"*", method.upper()} and bool(
            re.search(self.path, path, re.IGNORECASE)
        )


_RULES = TypeAdapter(list[Fault])


class Faults:
    """The rules in force, oldest first; kept in the store, so they outlive a killed server."""

    def __init__(self, store: Values) -> None:
        self._store = store
        self._rules = _RULES.validate_json(store.get_value(RULES_KEY) or "[]")

    def rules(self) -> list[Fault]:
        """Return the rules not spent yet; *count* is what is left of them."""
        return list(self._rules)

    def add(self, fault: Fault) -> None:
        """Put a rule in force. Raises re.error if its path is not a regular expression."""
        re.compile(fault.path)
        self._keep([*self._rules, fault])

    def clear(self, id_: str | None = None) -> int:
        """Drop the rule of that id, or all; return how many went."""
        left = [rule for rule in self._rules if id_ is not None and rule.id != id_]
        dropped = len(self._rules) - len(left)
        self._keep(left)
        return dropped

    def hit(self, method: str, path: str) -> Fault | None:
        """Return the first rule about the request itself, and count it; None: serve it as usual."""
        return self._take(method, path, operations=False)

    def operation_hit(self, method: str, path: str) -> Fault | None:
        """Return the first rule about the operation that such a write begins, and count it."""
        return self._take(method, path, operations=True)

    def _take(self, method: str, path: str, *, operations: bool) -> Fault | None:
        for index, rule in enumerate(self._rules):
            if (rule.operation is not None) is operations and rule.hits(method, path):
                self._spend(index)
                return rule
        return None

    def _spend(self, index: int) -> None:
        rule = self._rules[index]
        if rule.count is None:
            return
        left = [rule.model_copy(update={"count": rule.count - 1})] if rule.count > 1 else []
        self._keep([*self._rules[:index], *left, *self._rules[index + 1 :]])

    def _keep(self, rules: list[Fault]) -> None:
        self._rules = rules
        self._store.put_value(RULES_KEY, _RULES.dump_json(rules).decode())
