"""Secrets taken out of text: what looks like one, and what the environment holds as one.

Nothing here makes a secret safe to write down: whoever writes leaves secrets out first, this is for what slips through.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from collections.abc import Mapping

MASK = "***"
SECRET_NAME = re.compile(
    r"(?i)secret|passw|passphrase|token|credential|assertion|signature|private|connection_?string|api_?key"
    r"|(access|account|primary|secondary|shared|encryption|instrumentation|subscription)_?key|_key$|^key$|_pat$|^pat$|sas$|_sas_|otlp_.*headers"
)
"""A variable's or key's name that says that its value is a secret."""
SHORTEST = 6
"""Characters of a value that is searched for; a shorter one would be found everywhere."""

_BEFORE_AND_SECRET = (
    (("bearer",), re.compile(r"(?i)(\bbearer\s+)[\w.~+/=-]+")),
    (("eyj",), re.compile(r"()\beyJ[\w-]+\.[\w-]+\.[\w-]*")),
    (("=",), re.compile(r"(?i)([?&;](?:sig|code|token|key|api-key)=)[^&\s'\";]+")),
    (("@",), re.compile(r"(://[^\s/:@'\"]*:)[^\s/@'\"]+(?=@)")),
    (
        ("secret", "passw", "passphrase", "assertion", "authorization", "token", "key"),
        re.compile(
            r"(?i)((?:secret|password|passphrase|assertion|authorization"
            r"|(?:access|refresh)_?token|(?:primary|secondary|account|access|instrumentation|api)[_-]?key)"
            r"[\"']?\s*[:=]\s*[\"']?)(?!bearer\s)[^\s\"',;}&]+"
        ),
    ),
)
"""What comes before a secret, and the secret: a bearer token, a token by its looks, a query's, a URL's password, a named value.

Before each the words without which it can't match: most lines have none of them, and looking for those is fast.
"""


def without_secrets(text: str) -> str:
    """Return *text* with `***` for what looks like a key, a token or a password."""
    small = text.lower()
    for words, pattern in _BEFORE_AND_SECRET:
        if any(word in small for word in words):
            text = pattern.sub(rf"\1{MASK}", text)
    return text


@dataclass(frozen=True, repr=False)
class Redaction:
    """Knows the secrets of an environment by their value, longest first."""

    known: tuple[str, ...]

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Self:
        """Take in the values whose names say that they are secrets."""
        values = {
            value for name, value in environ.items() if SECRET_NAME.search(name) and not _is_a_switch(value)
        }
        forms = {form for value in values for form in (value, quote(value, safe=""), quote_plus(value))}
        return cls(tuple(sorted(forms, key=lambda form: (-len(form), form))))

    def cleaned(self, text: str) -> str:
        """Return *text* without these, and without what looks like a secret."""
        for secret in self.known:
            text = text.replace(secret, MASK)
        return without_secrets(text)


def _is_a_switch(value: str) -> bool:
    return len(value) < SHORTEST
