"""The models that can be deployed, out of rows of the test's own: versions, ends, SKUs, what is assumed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import pytest

from localazure import catalogue
from localazure.providers.cognitiveservices import models, offered
from localazure.providers.cognitiveservices.offered import Named
from localazure.scenarios import Foundry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from localazure.arm.resource_type import LocalAzure

ROWS = """\
models:
  - name: Sure-1
    registry: own-registry
    publisher: Me
    first_party: true
    modes: [managed]
    capabilities: [chat-completion, embeddings]
    foundry:
      format: Mine
      name: Sure-1
      sold_by: azure
      source: the test's
      read: 2026-11-20
      versions:
        - {version: "1", default: false, lifecycle: Legacy, deprecation: 2026-11-20}
        - {version: "2", default: true, lifecycle: Preview}
        - {version: "3"}
      skus:
        GlobalStandard: {regions: [eastus], capacity: {minimum: 5, step: 5}}
        Standard: {usage_name: Mine.Shared, regions: all, capacity: {default: 7, maximum: 9}}
        DataZoneStandard: {}
  - name: Unsure-1
    registry: own-registry
    publisher: Me
    first_party: true
    modes: [managed]
    capabilities: [rerank, completions, image-embeddings]
    foundry:
      format: Mine
      name: Unsure-1
      sold_by: azure
      source: the test's
      read: 2026-11-20
      versions: [{version: "4"}, {version: "5"}]
      skus: {GlobalStandard: {}}
  - name: Bare-1
    registry: own-registry
    publisher: Me
    first_party: true
    modes: [managed]
    foundry: {format: Mine, name: Bare-1, sold_by: azure, source: the test's, read: 2026-11-20, skus: {Standard: {}}}
"""


@dataclass
class Azure:
    """The clock's time and a scenario's lifecycles."""

    time: datetime
    lifecycle: dict[str, Any]

    @property
    def clock(self) -> Azure:
        return self

    @property
    def scenario(self) -> Azure:
        return self

    @property
    def foundry(self) -> Foundry:
        return Foundry(lifecycle=self.lifecycle)

    def now(self) -> datetime:
        return self.time


def azure_at(day: int, **lifecycle: Any) -> LocalAzure:
    names = {name.replace("_", "-"): value for name, value in lifecycle.items()}
    return cast("LocalAzure", Azure(datetime(2026, 11, day, tzinfo=UTC), names))


@pytest.fixture(autouse=True)
def _rows(tmp_path: Path) -> Iterator[None]:
    """The rows, laid over the packaged ones."""
    file = tmp_path / "own.yaml"
    file.write_text(ROWS)
    catalogue.lay_over([file])
    yield
    catalogue.lay_over([])


def found(name: str, version: str = "", of: str = "Mine") -> Any:
    return offered.find(Named(of, name, version))


def test_a_row_for_each_version_with_what_is_assumed() -> None:
    common = {
        "created": "2025-01-01T00:00:00Z",
        "max_capacity": 3,
        "rates": {"request": 1, "token": 1000},
        "format": "Mine",
        "name": "Sure-1",
        "unsure": False,
        "capabilities": {"chatCompletion": "true", "embeddings": "true"},
        "catalogued": "Sure-1",
        "skus": [
            {
                "name": "GlobalStandard",
                "usage": "AIServices.GlobalStandard.Sure-1",
                "capacity": {"minimum": 5, "step": 5, "maximum": 1_000_000, "default": 5},
                "regions": ("eastus",),
            },
            {
                "name": "Standard",
                "usage": "Mine.Shared",
                "capacity": {"default": 7, "maximum": 9},
                "regions": None,
            },
            {
                "name": "DataZoneStandard",
                "usage": "AIServices.DataZoneStandard.Sure-1",
                "capacity": {"maximum": 1_000_000, "default": 1},
                "regions": None,
            },
        ],
    }
    never = {"retires": "2099-12-31T00:00:00Z", "ends": False}
    ends = {"retires": "2026-11-20T00:00:00Z", "ends": True}

    rows = [row for row in offered.every() if row.get("catalogued") == "Sure-1"]

    assert rows == [
        common | ends | {"version": "1", "default": False, "status": "Legacy"},
        common | never | {"version": "2", "default": True, "status": "Preview"},
        common | never | {"version": "3", "default": False, "status": "GenerallyAvailable"},
    ]


@pytest.mark.parametrize(
    ("name", "asked", "version", "default"),
    [
        ("sure-1", "", "2", True),
        ("SURE-1", "1", "1", False),
        ("Sure-1", "9", None, None),  # a row says which one is the default: the list is whole
        ("Unsure-1", "", "5", True),  # where none says, the last one is
        ("Unsure-1", "4", "4", False),
        ("Unsure-1", "9", "9", False),
        ("Bare-1", "", "1", True),
        ("Bare-1", "2", "2", False),
        ("Nobodys-1", "", None, None),
    ],
)
def test_a_version_is_found_or_taken_as_it_comes(
    name: str, asked: str, version: str | None, default: bool | None
) -> None:
    row = found(name, asked) or {}

    assert (row.get("version"), row.get("default")) == (version, default)
    assert found(name, asked, "Others") is None


def test_azures_names_of_what_a_model_can() -> None:
    assert found("Unsure-1")["capabilities"] == {
        "rerank": "true",
        "completion": "true",
        "imageEmbeddings": "true",
    }


@pytest.mark.parametrize(
    ("name", "version", "day", "lifecycle", "status"),
    [
        ("Sure-1", "1", 19, {}, "Legacy"),
        ("Sure-1", "1", 20, {}, "Deprecated"),
        ("Sure-1", "1", 21, {"Sure_1": "Stable"}, "Stable"),
        ("Sure-1", "2", 21, {}, "Preview"),
        ("Sure-1", "3", 21, {"Other_1": "Legacy"}, "GenerallyAvailable"),
    ],
)
def test_a_lifecycle_is_the_scenarios_or_the_clocks_or_the_rows(
    name: str, version: str, day: int, lifecycle: dict[str, Any], status: str
) -> None:
    azure = azure_at(day, **lifecycle)

    assert offered.status_of(azure, found(name, version)) == status
    assert offered.is_over(azure, found(name, version)) == (version == "1" and day >= 20)


def test_what_was_recorded_outlives_its_end() -> None:
    turbo = found("gpt-35-turbo", "0125", "openai")

    assert turbo["retires"] < "2026"
    assert not offered.is_over(azure_at(20), turbo)
    assert offered.status_of(azure_at(20), turbo) == "GenerallyAvailable"


@pytest.mark.parametrize(
    ("sku", "eastus", "westus"),
    [("globalSTANDARD", True, False), ("Standard", True, True), ("DataZoneStandard", True, True)],
)
def test_a_sku_is_offered_in_its_regions_or_everywhere(sku: str, eastus: bool, westus: bool) -> None:
    row = offered.sku_of(found("Sure-1"), sku)

    assert row is not None
    assert (offered.is_offered(row, "eastus"), offered.is_offered(row, "westus")) == (eastus, westus)
    assert offered.sku_of(found("Sure-1"), "ProvisionedManaged") is None


def test_openais_models_are_for_accounts_of_both_kinds() -> None:
    assert models.kinds_of(found("gpt-4o", of="OpenAI")) == ("OpenAI", "AIServices")
    assert models.kinds_of(found("Sure-1")) == ("AIServices",)


@pytest.mark.parametrize(
    ("model", "written"),
    [
        ({}, "Format:,Name:,Version:"),
        (
            {"format": "F", "name": "N", "version": "1", "publisher": "P"},
            "Publisher:P,Format:F,Name:N,Version:1",
        ),
        ({"format": "F", "name": "N", "version": None, "source": "x"}, "Format:F,Name:N,Version:"),
    ],
)
def test_a_model_as_refusals_name_it(model: dict[str, Any], written: str) -> None:
    assert str(Named.of(model)) == written


def test_formats_are_known_in_small_letters() -> None:
    assert {"openai", "openai-oss", "mistral ai", "black forest labs"} <= offered.formats()
    assert "mine" not in offered.formats()
