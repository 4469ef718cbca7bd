"""Exchanges without anybody's ids, names, mail addresses, keys and hosts: pure.

Equal things get equal words, so that who reads the file still sees what belongs together. What a text may keep is said
field by field; every other text is replaced, for nobody knows which fields Azure will have tomorrow.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, urlsplit

from modelstacks.contract.exchange import names_in
from modelstacks.contract.public_words import (
    LOCALIZED,
    is_azures_word,
    is_public_text,
    is_secret,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modelstacks.contract.exchange import Exchange

FORMS = {
    "id": "00000000-0000-4000-8000-{:012d}",
    "mail": "mail-{}@example.com",
    "host": "host-{}.example.com",
    "address": "192.0.2.{}",
    "name": "name-{}",
    "text": "text-{}",
    "key": "key-{}",
}
PATTERNS = {
    "mail": re.compile(r"[\w.+%#-]+@[\w-]+(?:\.[\w-]+)+"),
    "host": re.compile(r"(?<=://)[^/?#\s\"'<>]+"),
    "id": re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE),
    "address": re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b"),
}
"""What is found inside of texts, in this order."""
OWN_TAGS = "modelstacks-"
QUOTED = re.compile(r"""(?<!\w)(?P<mark>['"`])(?P<text>[^'"`]+)(?P=mark)(?!\w)""")
ROUTES = frozenset({"score", "swagger.json"})
"""What the address of an endpoint may end with."""
NO_NAME = re.compile(r"(?!)")


@dataclass
class Anonymiser:
    """Replaces consistently. *public*: lower-case names that are nobody's own, such as the catalogue's registries."""

    public: frozenset[str] = frozenset()
    _words: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    _names: re.Pattern[str] = NO_NAME

    def all(self, exchanges: Iterable[Exchange]) -> list[Exchange]:
        """Return them all anonymous. Every name is learnt first: a text may tell it before it stands in its place."""
        rows = list(exchanges)
        for row in rows:
            self._learn_path(urlsplit(row.url).path)
            self._learn(row.sent)
            self._learn(row.answer)
        known = sorted(map(re.escape, self._words["name"]), key=len, reverse=True)
        self._names = (
            re.compile(rf"(?<![\w.-])(?:{'|'.join(known)})(?![\w-])", re.IGNORECASE) if known else NO_NAME
        )
        return [self._anonymous(row) for row in rows]

    def text(self, text: str) -> str:
        """Return a sentence of ours without what `all` has learnt to be somebody's."""
        return self._within(text)

    def _anonymous(self, row: Exchange) -> Exchange:
        return replace(
            row, url=self._url(row.url), sent=self._value(row.sent), answer=self._value(row.answer)
        )

    def _learn(self, value: Any, inside: str = "") -> None:
        if isinstance(value, dict):
            for name, below in value.items():
                if name == "name" and isinstance(below, str) and not is_azures_word(name, inside):
                    self._learn_name(below.rpartition("/")[2])
                self._learn_path(name)
                self._learn(below, name)
        elif isinstance(value, list):
            for item in value:
                self._learn(item, inside)
        elif isinstance(value, str):
            self._learn_path(value)

    def _learn_path(self, path: str) -> None:
        if path.startswith("/"):
            for name in names_in(path, self.public):
                self._learn_name(name)

    def _learn_name(self, name: str) -> None:
        if name and not self._is_public(name) and not PATTERNS["id"].fullmatch(name):
            self._word("name", name)

    def _is_public(self, text: str) -> bool:
        return text.lower() in self.public or is_public_text(text, self.public)

    def _word(self, kind: str, value: str) -> str:
        known = self._words[kind]
        return known.setdefault(value.lower(), FORMS[kind].format(len(known) + 1))

    def _value(self, value: Any, name: str = "", inside: str = "") -> Any:
        if isinstance(value, dict):
            place = LOCALIZED if LOCALIZED in value else name
            return {self._key(key, place): self._value(below, key, place) for key, below in value.items()}
        if isinstance(value, list):
            return [self._value(item, name, inside) for item in value]
        return self._text(value, name, inside) if isinstance(value, str) else value

    def _key(self, key: str, inside: str) -> str:
        """The names of tags are somebody's own words; other keys may be ids."""
        if inside == "tags" and not key.startswith(OWN_TAGS):
            return self._word("name", key)
        return self._within(key)

    def _text(self, text: str, name: str, inside: str) -> str:
        if is_secret(name):
            return self._word("key", text)
        if is_azures_word(name, inside):
            return self._found(text) if not text.startswith("/") else self._within(text)
        if not text or self._is_public(text):
            return text
        if text.startswith("/"):
            return self._within(text)
        if name == "message" and " " in text:
            return self._sentence(text)
        if text.startswith(("https://", "http://")):
            return self._link(text)
        whole = self._words["name"].get(text.lower()) or self._within(text)
        return whole if self._is_replaced(whole) else self._word("text", text)

    def _sentence(self, text: str) -> str:
        """Azure quotes what it speaks of."""
        return QUOTED.sub(
            lambda found: f"{found['mark']}{self._text(found['text'], '', '')}{found['mark']}",
            self._within(text),
        )

    def _link(self, text: str) -> str:
        """A link to ARM keeps its path as far as that is public; of others only the form stays."""
        parts = urlsplit(text)
        if parts.path.startswith("/subscriptions/"):
            return self._url(text)
        words = [
            word if word in ROUTES else self._word("text", word) for word in parts.path.split("/") if word
        ]
        return self._within("/".join([f"{parts.scheme}://{parts.netloc}", *words]))

    def _is_replaced(self, text: str) -> bool:
        return any(text in words.values() for words in self._words.values())

    def _url(self, url: str) -> str:
        """Of a query only the names and what Azure asks for stay: a link may carry a signature."""
        parts = urlsplit(url)
        query = "&".join(
            f"{name}={quote(self._within(value), safe='$') if name in {'api-version', '$filter'} else '…'}"
            for name, value in parse_qsl(parts.query)
        )
        return self._within(f"{parts.scheme}://{parts.netloc}{parts.path}") + (f"?{query}" if query else "")

    def _within(self, text: str) -> str:
        """Return *text* with everything replaced that is found in it, and every name that is known."""
        return self._names.sub(lambda found: self._word("name", found[0]), self._found(text))

    def _found(self, text: str) -> str:
        for kind, pattern in PATTERNS.items():
            text = pattern.sub(lambda found, kind=kind: self._known(kind, found[0]), text)  # type: ignore[misc]
        return text

    def _known(self, kind: str, value: str) -> str:
        """What is a replacement already stays: a text may be looked through twice."""
        return value if value in self._words[kind].values() else self._word(kind, value)
