"""Files and text without secrets, for eyes that are not the user's: pure.

Stricter than the log's own rule: rather a harmless value too many is masked than a key too few is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from modelstacks.redaction import MASK, SECRET_NAME, SHORTEST, Redaction

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NOT_SHOWN = "(set, not shown)"
SALTED = re.compile(r"(?i)^(secure|encryptionsalt|encryptedkey)$")
"""What Pulumi writes of secrets into a stack's file: encrypted, or a salt to try passphrases on."""
_NAMED = re.compile(
    r"(?i)([\"']?[\w:.-]*(?:key|secret|passw\w*|passphrase|token|credentials?|signature|encryptionsalt|secure|sig|sas|pat)"
    r"[\"']?[ \t]*[:=][ \t]*[\"']?)(?!\*\*\*)(?=\S)[^\s\"',}\]]+"
)
"""A value that a name before it gives away, in whatever syntax, comments included."""
_RANDOM = re.compile(r"(?<![\w/+.-])(?=[A-Za-z+/]*\d)(?=[\d+/]*[A-Za-z])[A-Za-z0-9+/_]{28,}={0,2}(?![\w/.-])")
"""What has no name but looks like nothing that anybody would have written: keys of Azure are 32 to 88 characters."""


@dataclass(frozen=True, repr=False)
class Cleaner:
    """Takes out what the environment has as a secret, what a file calls one, and what looks like one."""

    redaction: Redaction

    @classmethod
    def of(cls, environ: Mapping[str, str], *texts: str) -> Cleaner:
        """Learn the secrets of *environ*, and what *texts* (YAML) hold under a secret's name: it may stand elsewhere, too."""
        found = {secret for text in texts for secret in _secrets_in(text)}
        known = {*Redaction.of(environ).known, *found}
        return cls(Redaction(tuple(sorted(known, key=lambda secret: (-len(secret), secret)))))

    def cleaned(self, text: str) -> str:
        """Return *text* without any of that."""
        return _RANDOM.sub(MASK, _NAMED.sub(rf"\1{MASK}", self.redaction.cleaned(text)))

    def variable(self, name: str, value: str) -> str:
        """Return what is shown of a variable's value."""
        if SECRET_NAME.search(name) and value:
            return NOT_SHOWN
        return self.cleaned(value)


def _secrets_in(text: str) -> Iterator[str]:
    try:
        documents = list(yaml.safe_load_all(text))
    except yaml.YAMLError:
        return  # what is no YAML is cleaned by its lines alone
    seen: set[tuple[int, bool]] = set()
    for document in documents:
        yield from _below(document, seen, secret=False)


def _below(value: Any, seen: set[tuple[int, bool]], *, secret: bool) -> Iterator[str]:
    """Yield the texts in *value* that stand under a secret's name, by their lines: a block has several.

    *seen*: what was looked at already; a file's aliases can name the same thing a billion times.
    """
    if isinstance(value, dict | list):
        if (id(value), secret) in seen:
            return
        seen.add((id(value), secret))
    if isinstance(value, dict):
        for key, inside in value.items():
            yield from _below(inside, seen, secret=secret or _is_secret(str(key)))
    elif isinstance(value, list):
        for inside in value:
            yield from _below(inside, seen, secret=secret)
    elif secret:
        yield from (line.strip() for line in str(value).splitlines() if len(line.strip()) >= SHORTEST)


def _is_secret(key: str) -> bool:
    last = key.rpartition(":")[2]
    return bool(SALTED.search(last) or SECRET_NAME.search(last))
