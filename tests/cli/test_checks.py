from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.preflight.checks import all_checks

if TYPE_CHECKING:
    from command_line import CommandLine


def test_every_check_is_listed_with_where_its_fact_is_from(modelstacks: CommandLine) -> None:
    listed = modelstacks("checks", "--output", "json").json()
    assert [row["id"] for row in listed] == [check.id for check in all_checks()]
    assert listed[-1] == {
        "id": "workspace-there",
        "severity": "error",
        "what": "Each workspace that something goes to is there, or made by this stack; without a group there is none.",
        "source": "https://aka.ms/ARMResourceNotFoundFix",
    }


def test_the_list_has_a_row_a_check(modelstacks: CommandLine) -> None:
    ended = modelstacks("checks")
    head, *rows, last = ended.out.splitlines()
    assert ended.code == 0
    assert head.split() == ["check", "severity", "what", "source"]
    ids = [row.split()[0] for row in rows if not row.startswith(" ")]
    assert ids == [check.id for check in all_checks()]
    assert last == f"{len(ids)} checks; source modelstacks: a rule of its own"
