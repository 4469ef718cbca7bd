"""What each broken rule says, whole: what is wrong, and what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from audit_builders import BY, TODAY, found_by, id_of, subject_of, with_surface
from lifecycle_builders import observed
from locked_decisions import A100
from modelstacks.azure.tags import stack_tags
from modelstacks.catalog.model import Lifecycle
from modelstacks.placement import family_key
from modelstacks.preflight.asks.quota import AskUsages
from modelstacks.preflight.asks.workspaces import AskWorkspace, WorkspaceState
from modelstacks.preflight.facts import Absent
from modelstacks.preflight.usage import Usage
from spec_builders import CATALOG, deployment

if TYPE_CHECKING:
    from collections.abc import Callable

    from modelstacks.audits.report import Audited
    from modelstacks.audits.subject import Subject

MANAGED = deployment("own", mode="managed")
SHARED = deployment("guard", mode="managed", quota="shared")
UK = deployment("chat", "Llama-3.3-70B-Instruct", mode="serverless", regions=("uksouth",))
WORKSPACE = AskWorkspace("ws-swedencentral")
FULL = {AskUsages("swedencentral"): {family_key(CATALOG.sku(A100).family): Usage(2000, 1990)}}
ENDS = datetime(2026, 12, 1, 7, 30, tzinfo=UTC)


def guard(**fields: Any) -> Any:
    return observed("guard", id=id_of("guard"), **({"expires": ENDS} | fields))


def with_keys(**thresholds: Any) -> Subject:
    """An endpoint with keys that was made on New Year's Day of 2025."""
    made = guard(quota="dedicated", created=datetime(2025, 1, 1, tzinfo=UTC), has_keys=True)
    return subject_of([], [made], **thresholds)


def phi(**lifecycle: Any) -> Subject:
    """A deployment of a model with that lifecycle."""
    wanted = deployment("chat", "Phi-4", mode="serverless")
    return subject_of(
        [replace(wanted, model=wanted.model.model_copy(update={"lifecycle": Lifecycle(**lifecycle)}))]
    )


def retiring() -> Subject:
    """A deployment on the first VM size whose series is retired."""
    gone = next(sku for sku in CATALOG.skus if sku.series_retired)
    return subject_of([MANAGED], locked={"instance_type": gone.name})


@pytest.mark.parametrize(
    ("found", "message", "fix"),
    [
        (
            lambda: found_by("endpoint-ends", subject_of([SHARED], [guard()])),
            (
                "Azure deletes the endpoint guard on 2026-12-01 at 07:30 UTC: it is on shared "
                "quota, which lasts 168 hours."
            ),
            (
                "Run `modelstacks renew guard` before that; else the next `modelstacks up` makes "
                "it again, with another key. For something lasting: quota: dedicated."
            ),
        ),
        (
            lambda: found_by(
                "endpoint-ends",
                subject_of([replace(SHARED, on_expiry="leave")], [guard(expires=None, created=None)]),
            ),
            (
                "Azure deletes the endpoint guard within 168 hours: it is on shared quota, which "
                "lasts 168 hours."
            ),
            (
                "Run `modelstacks renew guard` before that; it stays away then. For something "
                "lasting: quota: dedicated."
            ),
        ),
        (
            lambda: found_by("endpoint-ends", subject_of([], [guard()])),
            (
                "Azure deletes the endpoint guard on 2026-12-01 at 07:30 UTC: it is on shared "
                "quota, which lasts 168 hours."
            ),
            ("Ask whoever owns it (nobody's tags are on it); `modelstacks endpoints` lists all that end."),
        ),
        (
            lambda: found_by("endpoint-ends", subject_of([], [guard(tags=stack_tags("models", "prod"))])),
            (
                "Azure deletes the endpoint guard on 2026-12-01 at 07:30 UTC: it is on shared "
                "quota, which lasts 168 hours."
            ),
            ("Ask whoever owns it (the stack models/prod); `modelstacks endpoints` lists all that end."),
        ),
        (
            lambda: found_by("keys-unrotated", with_keys()),
            (
                "No source tells when keys were made: unless somebody rotated them they are as old "
                "as their endpoint, the oldest since 2025-01-01."
            ),
            (
                "New ones: `az ml online-endpoint regenerate-keys`, for serverless endpoints POST "
                "…/regenerateKeys; or let the endpoint take Entra ID's tokens alone. --max-key-age "
                "365d makes older ones an error."
            ),
        ),
        (
            lambda: found_by("keys-too-old", with_keys(max_key_age=timedelta(days=365))),
            (
                "Keys may be older than 365 days by then: unless somebody rotated them they are as "
                "old as their endpoint, the oldest since 2025-01-01."
            ),
            (
                "New ones: `az ml online-endpoint regenerate-keys`, for serverless endpoints POST "
                "…/regenerateKeys; or let the endpoint take Entra ID's tokens alone. Azure shows "
                "no trace of a rotation: a longer --max-key-age is how you say that there was one."
            ),
        ),
        (
            lambda: found_by("lock-workspace", subject_of([MANAGED]), {WORKSPACE: Absent()}),
            "The workspace ws-swedencentral of the lock is not there.",
            "Correct `workspaces` in deployments.yaml, then run `modelstacks lock`.",
        ),
        (
            lambda: found_by(
                "lock-workspace", subject_of([MANAGED]), {WORKSPACE: WorkspaceState("eastus", "Project")}
            ),
            "The workspace ws-swedencentral lies in eastus; the lock has it in swedencentral.",
            "Correct `workspaces` in deployments.yaml, then run `modelstacks lock`.",
        ),
        (
            lambda: found_by("lock-region", subject_of([UK])),
            (
                "Llama-3.3-70B-Instruct is not offered serverless in uksouth as far as the "
                "catalogue knows: what runs goes on, making it again may be refused."
            ),
            "`modelstacks check` asks Azure; then `modelstacks lock --upgrade chat`.",
        ),
        (
            lambda: found_by("vm-size-retires", retiring()),
            "Standard_NC6s_v3 retires on 2025-09-30: Azure stops the VMs of its series.",
            ("Set another instance_type (sizes: https://aka.ms/oe-vm-sku-list), then `modelstacks lock`."),
        ),
        (
            lambda: found_by("model-legacy", phi(legacy_date=BY, replacements=("Phi-5",))),
            "Phi-4 is legacy from 2027-02-18: new deployments are refused soon.",
            "Move to Phi-5 in time.",
        ),
        (
            lambda: found_by("model-legacy", phi(deprecation_date=BY, basis="third-party")),
            (
                "Phi-4 is deprecated from 2027-02-18 (date: third-party source): what runs goes "
                "on, new deployments are refused."
            ),
            "Choose another model (`modelstacks models --not-retired`) in time.",
        ),
        (
            lambda: found_by("model-undated", phi(state="active")),
            "No source has a retirement date of Phi-4.",
            (
                "Look at "
                "https://learn.microsoft.com/azure/ai-foundry/concepts/model-lifecycle-retirement "
                "now and then."
            ),
        ),
        (
            lambda: found_by("quota-headroom", subject_of([MANAGED]), FULL),
            (
                "swedencentral has 10 of 2,000 standardNCADSA100v4Family cores free, less than 10 "
                "%: no room to renew, scale or deploy beside what runs."
            ),
            (
                "Ask for more cores (Azure ML studio, Quota: https://ml.azure.com/quota). Or say "
                "with --headroom how little will do (0: any)."
            ),
        ),
        (
            lambda: found_by("surface-ends", with_surface(subject_of([MANAGED]), BY, "managed")),
            "Old API (the package old) is announced to end on 2027-02-18.",
            "Move to the new one; `modelstacks smoke` tells what still answers.",
        ),
        (
            lambda: found_by("surface-ended", with_surface(subject_of([MANAGED]), TODAY, "managed")),
            "Old API (the package old) was announced to end on 2026-11-20.",
            "Move to the new one; `modelstacks smoke` tells what still answers.",
        ),
        (
            lambda: found_by("surface-elsewhere", with_surface(subject_of([MANAGED]), BY)),
            (
                "Old API (the package old): its announced end is 2027-02-18. Nothing in Azure "
                "tells whether your code uses it."
            ),
            "If it does: move to the new one.",
        ),
    ],
)
def test_what_breaks_says_why_and_what_to_do(
    found: Callable[[], list[Audited]], message: str, fix: str
) -> None:
    assert [(each.message, each.fix) for each in found()] == [(message, fix)]
