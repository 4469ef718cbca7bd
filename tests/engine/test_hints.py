"""What to do about what Pulumi says, and which names it takes for a stack."""

from __future__ import annotations

import pytest

from modelstacks.engine.hints import require_stack_name, way_out
from modelstacks.errors import UsageError

BACKEND = {"PULUMI_BACKEND_URL": "azblob://state"}
LOCAL = '; for the local Azure: eval "$(modelstacks local env)"'


@pytest.mark.parametrize("name", ["dev", "org/project/dev", "org/dev", "a-b_c.9", "x" * 100])
def test_pulumis_names_are_taken(name: str) -> None:
    require_stack_name(name)


@pytest.mark.parametrize(
    ("name", "instead"),
    [
        ("my stack", "my-stack"),
        ("é", "dev"),
        ("", "dev"),
        ("-a b-", "a-b"),
        ("x" * 101, "x" * 100),
        ("a/b/c/d", "a-b-c-d"),
        ("a//b", "a-b"),
    ],
)
def test_another_is_refused_with_one_that_it_takes(name: str, instead: str) -> None:
    with pytest.raises(UsageError) as refused:
        require_stack_name(name)
    assert str(refused.value) == (
        f"--stack {name!r} is not a stack name: use letters, digits, hyphens, underscores and periods.\n"
        f"For example: --stack {instead}"
    )


@pytest.mark.parametrize(
    ("error", "environ", "said"),
    [
        ("passphrase must be set with PULUMI_CONFIG_PASSPHRASE", {}, "Set PULUMI_CONFIG_PASSPHRASE to the passphrase"),
        ("error: incorrect passphrase", {}, "PULUMI_CONFIG_PASSPHRASE (or the file that PULUMI_CONFIG_PASSPHRASE_FILE"),
        ("PULUMI_ACCESS_TOKEN must be set for login", BACKEND, "PULUMI_BACKEND_URL is azblob://state. Set PULUMI_ACCESS"),
        ("error: unable to open bucket azblob://state", BACKEND, "PULUMI_BACKEND_URL is azblob://state: it must be there"),
        ("error: read .pulumi/meta.yaml: denied", BACKEND, "PULUMI_BACKEND_URL is azblob://state: it must be there"),
    ],
)  # fmt: skip
def test_where_pulumis_words_are_not_enough_the_way_out_is_said(
    error: str, environ: dict[str, str], said: str
) -> None:
    told = way_out(error, environ)
    assert told.startswith(said)
    assert told.endswith(LOCAL)


@pytest.mark.parametrize(
    ("error", "environ"),
    [
        ("PULUMI_ACCESS_TOKEN must be set for login", {}),
        ("error: unable to open bucket azblob://state", {}),
        ("error: the stack is locked", BACKEND),
    ],
)
def test_elsewhere_nothing_is_added(error: str, environ: dict[str, str]) -> None:
    assert way_out(error, environ) == ""
