"""JUnit XML, as CI systems read it: pure.

Ours: the standard library writes the XML, and what is left is which six elements CI systems look at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias
from xml.etree import ElementTree

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Outcome: TypeAlias = Literal["failure", "skipped", "system-out"]
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Remark:
    """What is said of a case: *message* is what CI shows in its list, *text* what it shows below."""

    outcome: Outcome
    message: str = ""
    text: str = ""


@dataclass(frozen=True)
class Case:
    """A test case; without a remark it passed. *seconds*: how long it took, where that was measured."""

    classname: str
    name: str
    remarks: tuple[Remark, ...] = ()
    seconds: float | None = None

    def has(self, outcome: Outcome) -> bool:
        """Say whether one of the remarks is such."""
        return any(remark.outcome == outcome for remark in self.remarks)


@dataclass(frozen=True)
class Suite:
    """A test suite; *properties* are facts about it that CI systems show beside its cases."""

    name: str
    cases: tuple[Case, ...]
    seconds: float | None = None
    properties: Mapping[str, str] = field(default_factory=dict)


def write_suites(name: str, suites: Sequence[Suite]) -> str:
    """Return the XML of several suites in one file. What XML can't hold is written as the replacement character."""
    cases = [case for suite in suites for case in suite.cases]
    root = ElementTree.Element("testsuites", {"name": name, **_counts(cases)})
    root.extend(_suite(suite) for suite in suites)
    return _text(root)


def write_suite(suite: Suite) -> str:
    """Return the XML of one suite, as `write_suites` does."""
    return _text(_suite(suite))


def _suite(suite: Suite) -> ElementTree.Element:
    about = {"name": suite.name, **_time(suite.seconds), **_counts(suite.cases)}
    element = ElementTree.Element("testsuite", about)
    if suite.properties:
        properties = ElementTree.SubElement(element, "properties")
        for name, value in suite.properties.items():
            ElementTree.SubElement(properties, "property", {"name": name, "value": _writable(value)})
    for case in suite.cases:
        about = {"classname": case.classname, "name": case.name, **_time(case.seconds)}
        element.append(testcase := ElementTree.Element("testcase", about))
        testcase.extend(map(_remark, case.remarks))
    return element


def _remark(remark: Remark) -> ElementTree.Element:
    message = {"message": _writable(remark.message)} if remark.message else {}
    element: ElementTree.Element = ElementTree.Element(remark.outcome, message)
    element.text = _writable(remark.text) or None
    return element


def _counts(cases: Sequence[Case]) -> dict[str, str]:
    return {
        "tests": str(len(cases)),
        "failures": str(sum(case.has("failure") for case in cases)),
        "skipped": str(sum(case.has("skipped") for case in cases)),
    }


def _time(seconds: float | None) -> dict[str, str]:
    return {} if seconds is None else {"time": f"{seconds:.3f}"}


def _writable(text: str) -> str:
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def _text(root: ElementTree.Element) -> str:
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'
