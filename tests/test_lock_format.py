"""What stands in users' repositories: the hash of what was asked for, and locks of every format there was."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from modelstacks.lock_decisions import asked_for, differences
from modelstacks.lock_file import LockFileError, read_lock
from modelstacks.spec import Deployment, load_deployments
from spec_builders import deployment, spec_of

MADE_BY_0_1_0 = Path(__file__).parent / "e2e/made_by_0_1_0"
PHI = "azureml://registries/azureml/models/Phi-4"
HASHED = {
    *("model", "version", "mode", "regions", "quota", "instance_type", "instances", "endpoint_name", "own"),
}
UNHASHED = {
    *("name", "content_safety", "on_expiry", "traffic", "accept_retired", "serving"),
    *("endpoint_exists", "endpoint_suffix", "order"),
}
"""What changes no placement."""


def test_a_hash_is_the_same_in_every_version() -> None:
    plain = deployment(regions=("swedencentral", "eastus2"))
    full = deployment(
        mode="managed", version="7", quota="dedicated", instance_type="Standard_NC24ads_A100_v4", instances=2
    )
    assert asked_for(plain, spec_of([plain])) == "852c9ea1d65d"
    assert asked_for(full, spec_of([full])) == "fc62ec72206d"


def test_of_every_setting_it_is_said_whether_it_is_hashed() -> None:
    assert {field.name for field in fields(Deployment)} == HASHED | UNHASHED


@pytest.mark.parametrize(
    "changed",
    [
        {"model": "Phi-4-mini-instruct"},
        {"version": "7"},
        {"mode": "managed"},
        {"regions": ("eastus2", "swedencentral")},
        {"quota": "dedicated"},
        {"instance_type": "Standard_NC24ads_A100_v4"},
        {"instances": 2},
        {"endpoint_name": "other"},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_whatever_is_hashed_makes_another_hash(changed: dict[str, object]) -> None:
    before = deployment(regions=("swedencentral", "eastus2"))
    after = deployment(**({"regions": before.regions} | changed))  # type: ignore[arg-type]  # any field
    assert next(iter(changed)) in HASHED
    assert asked_for(after, spec_of([before])) != asked_for(before, spec_of([before]))


def test_a_lock_of_0_1_0_fits_and_holds_what_it_decided() -> None:
    spec = load_deployments(
        MADE_BY_0_1_0 / "deployments.yaml", {"AZURE_SUBSCRIPTION_ID": "11111111-2222-3333-4444-555555555555"}
    )
    lock = read_lock(MADE_BY_0_1_0 / "deployments.lock.yaml")
    assert lock
    assert not differences(spec, lock)
    blue, phi = lock.decisions["blue"], lock.decisions["phi"]
    assert (blue.model, blue.version, blue.model_id) == (PHI, "8", f"{PHI}/versions/8")
    assert (phi.model, phi.version, phi.model_id) == (PHI, None, PHI)


def test_it_is_written_in_todays_format_and_read_back_the_same(tmp_path: Path) -> None:
    lock = read_lock(MADE_BY_0_1_0 / "deployments.lock.yaml")
    assert lock
    path = tmp_path / "deployments.lock.yaml"
    path.write_text(lock.text())
    assert "\nformat: 2\n" in lock.text()
    assert read_lock(path) == lock


@pytest.mark.parametrize(
    ("old", "new", "mistake"),
    [
        (
            "  blue:\n    asked: ff262012e043",
            "  blue:\n    asked: 1",
            ":6:12: text is expected, not the number 1",
        ),
        ("format: 1", "format: 0", ":3:9: 1 or 2 is expected, not the number 0"),
        (f"model: {PHI}/versions/8", "model: [1]", ":8:12: text is expected, not a list"),
        (f"model: {PHI}/versions/8", f"model: {{name: {PHI}}}", ":8:12: text is expected, not a mapping"),
        (f"model: {PHI}/versions/8", "model: 2026-01-02", ":8:12: text is expected, not the date 2026-01-02"),
        ("  blue:\n", "  green: 3\n  blue:\n", ":5:10: a mapping (key: value) is expected, not the number 3"),
        ("format: 1", "format: one", ":3:9: 1 or 2 is expected, not the text 'one'"),
        ("deployments:\n  blue:", "deployments: []\nnone:\n  blue:", ":4:14: a mapping"),
    ],
)
def test_a_damaged_one_is_shown_where_it_is_damaged(tmp_path: Path, old: str, new: str, mistake: str) -> None:
    path = tmp_path / "deployments.lock.yaml"
    path.write_text((MADE_BY_0_1_0 / path.name).read_text().replace(old, new))
    with pytest.raises(LockFileError) as caught:
        read_lock(path)
    assert f"{path}{mistake}" in str(caught.value)
