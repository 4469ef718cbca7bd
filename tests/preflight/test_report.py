from xml.etree import ElementTree as ET

from modelstacks.preflight.report import Report, Reported

ERROR = Reported("rights", "error", "You lack a <right>.", "Ask for it.", ("chat",))
WARNING = Reported("lifecycle-retiring", "warning", "X retires.", "Move.")
UNVERIFIED = Reported("core-quota, limits", "unverified", "Not read: 403", "Ask.", needed=True)
REPORT = Report((ERROR, UNVERIFIED, WARNING), ("core-quota", "lifecycle-retiring", "limits", "rights"))
CLEAN = Report((), ("rights",))


def test_findings_are_ordered_worst_first() -> None:
    assert sorted([WARNING, UNVERIFIED, ERROR]) == [ERROR, UNVERIFIED, WARNING]


def test_only_errors_make_the_exit_code_and_strict_stops_on_what_is_needed_too() -> None:
    assert (REPORT.exit_code, REPORT.stops_strict) == (1, True)
    assert (Report((UNVERIFIED,), ()).exit_code, Report((UNVERIFIED,), ()).stops_strict) == (0, True)
    assert (Report((WARNING,), ()).exit_code, Report((WARNING,), ()).stops_strict) == (0, False)


def test_the_closing_line_counts() -> None:
    assert REPORT.closing_line() == "4 checks: 1 error, 1 unverified, 1 warning"
    assert Report((ERROR, ERROR), ("rights",)).closing_line() == "1 checks: 2 errors"
    twice = Report((UNVERIFIED, UNVERIFIED, WARNING, WARNING), ("rights",))
    assert twice.closing_line() == "1 checks: 2 unverified, 2 warnings"
    assert CLEAN.closing_line() == "1 checks: nothing found"


def test_the_rows_say_what_and_what_to_do() -> None:
    assert REPORT.rows() == [
        ("error", "rights", "You lack a <right>. (chat)\nAsk for it."),
        ("unverified", "core-quota, limits", "Not read: 403\nAsk."),
        ("warning", "lifecycle-retiring", "X retires.\nMove."),
    ]


def test_json_is_stable() -> None:
    assert REPORT.as_json()["findings"][0] == {
        "check": "rights",
        "severity": "error",
        "message": "You lack a <right>.",
        "fix": "Ask for it.",
        "about": ("chat",),
        "needed": False,
    }


def test_junit_has_a_case_a_check_and_fails_only_for_errors() -> None:
    suite = ET.fromstring(REPORT.as_junit())  # noqa: S314  # our own
    assert suite.attrib == {"name": "modelstacks check", "tests": "4", "failures": "1", "skipped": "2"}
    assert {case.attrib["name"]: [part.tag for part in case] for case in suite} == {
        "core-quota": ["skipped"],
        "lifecycle-retiring": ["system-out"],
        "limits": ["skipped"],
        "rights": ["failure"],
    }


def test_junit_says_what_and_what_to_do_and_holds_what_xml_cannot() -> None:
    finding = Reported("rights", "error", "Azure said \x1b[31mno\x00.", "Ask for it.")
    failure = ET.fromstring(Report((finding,), ("rights",)).as_junit()).find(".//failure")  # noqa: S314  # our own
    assert failure is not None
    assert (failure.get("message"), failure.text) == ("Azure said \ufffd[31mno\ufffd.", "Ask for it.")
