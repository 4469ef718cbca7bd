"""Rows from the package's files, and from a user's own file on top of them; every row is checked."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache, reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from modelstacks.catalog.catalog import Catalog
from modelstacks.catalog.model import Model
from modelstacks.catalog.reference import (
    Limit,
    NameRule,
    OfferType,
    Operation,
    Region,
    Registry,
    Role,
    Sku,
    Surface,
)
from modelstacks.errors import CatalogError, SpecError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from modelstacks.catalog._row import Row
    from modelstacks.yaml_source import Source

R = TypeVar("R", bound="Row")

ROWS = Path(__file__).parent / "rows"
OWN_ROWS: dict[str, type[Model | Sku | Region | Limit]] = {
    "models": Model,
    "skus": Sku,
    "regions": Region,
    "limits": Limit,
}
"""What a user may override. Limits: Azure support raises some."""


def load(*own: Path | None) -> Catalog:
    """Return the packaged catalogue; the rows of the *own* files (YAML; None is none) are added, or override fields by
    name, later files over earlier ones.

    The packaged rows are read once per process. Raises SpecError for mistakes in *own*, CatalogError for ours.
    """
    return reduce(_with_own_rows, (path for path in own if path), load_rows(ROWS))


@cache
def load_rows(folder: Path) -> Catalog:
    """Return the catalogue whose row files lie in *folder*. Raises CatalogError: file, row, field."""
    models = [model for path in sorted(folder.glob("models/*.json")) for model in _rows(path, Model)]
    return Catalog(
        models=_unique(models, folder / "models"),
        skus=_unique(_rows(folder / "skus.json", Sku), folder / "skus.json"),
        regions=_unique(_rows(folder / "regions.json", Region), folder / "regions.json"),
        registries=tuple(_rows(folder / "registries.json", Registry)),
        limits=tuple(_rows(folder / "limits.json", Limit)),
        name_rules={rule.kind: rule for rule in _rows(folder / "names.json", NameRule)},
        operations=tuple(_rows(folder / "operations.json", Operation)),
        roles=tuple(_rows(folder / "roles.json", Role)),
        offers=tuple(_rows(folder / "offers.json", OfferType)),
        surfaces=tuple(_rows(folder / "surfaces.json", Surface)),
    )


def _rows(path: Path, kind: type[R]) -> Sequence[R]:
    try:
        content = path.read_bytes()
        return TypeAdapter(list[kind]).validate_json(content)  # type: ignore[valid-type]  # a type made here
    except OSError as err:
        raise CatalogError(f"{path}: the file can't be read: {err.strerror}") from err
    except ValidationError as err:
        raise CatalogError(_first_error(path, content, err)) from err


def _first_error(path: Path, content: bytes, err: ValidationError) -> str:
    detail = err.errors()[0]
    if not detail["loc"]:
        return f"{path}: {detail['msg']}"
    index, *field = detail["loc"]
    row = json.loads(content)[index]
    name = (row.get("name") or row.get("kind") if isinstance(row, dict) else None) or f"number {index}"
    return f"{path}: row {name}: field {'.'.join(map(str, field)) or '-'}: {detail['msg']}"


def _unique(rows: Sequence[Any], where: Path) -> tuple[Any, ...]:
    seen: set[str] = set()
    for row in rows:
        if row.name.lower() in seen:
            raise CatalogError(f"{where}: row {row.name}: field name: two rows have this name")
        seen.add(row.name.lower())
    return tuple(rows)


def _with_own_rows(packaged: Catalog, path: Path) -> Catalog:
    from modelstacks.suggestions import did_you_mean
    from modelstacks.yaml_source import describe, read_yaml

    source = read_yaml(path, list_under="models")
    _take_one_model(source)
    overlaid: dict[str, tuple[Any, ...]] = {}
    for key, value in source.data.items():
        if key not in OWN_ROWS:
            suggestion = did_you_mean(key, OWN_ROWS) or f"; known are {', '.join(OWN_ROWS)}"
            source.mistakes.append(source.mistake((key,), f"unknown key '{key}'{suggestion}", at_key=True))
        elif not isinstance(value, tuple):
            source.mistakes.append(source.mistake((key,), f"a list is expected, not {describe(value)}"))
        else:
            overlaid[key] = _overlaid(source, key, value, getattr(packaged, key))
    if source.mistakes:
        raise SpecError(source.mistakes)
    return replace(packaged, **overlaid)  # type: ignore[arg-type]  # keys are those of OWN_ROWS


def _take_one_model(source: Source) -> None:
    """Read a file that is one model's row, as `modelstacks models NAME --output json` prints it, as a list of one."""
    if "name" not in source.data or source.data.keys() & OWN_ROWS.keys():
        return
    source.data = {"models": (source.data,)}
    for places in (source.key_places, source.value_places):
        moved = {("models", 0, *loc): place for loc, place in places.items()}
        places.clear()
        places.update(moved)


def _overlaid(source: Source, key: str, rows: Iterable[Any], packaged: tuple[Row, ...]) -> tuple[Any, ...]:
    """*packaged* with the user's *rows* laid over it; wrong rows leave mistakes in *source*."""
    from modelstacks.validation import validate

    by_name: dict[tuple[str, str], Row] = {}
    for row in packaged:
        by_name.setdefault(_name_of(row.model_dump()), row)
    for index, fields in enumerate(rows):
        if not isinstance(fields, dict) or not isinstance(fields.get("name"), str):
            source.mistakes.append(source.mistake((key, index), "a mapping with a name is expected"))
            continue
        packaged_row = by_name.get(_name_of(fields))
        base = packaged_row.model_dump() if packaged_row else {}
        validated = validate(source, _merged(base, fields), OWN_ROWS[key], (key, index))
        if validated.value is not None:
            by_name[_name_of(fields)] = validated.value
    return tuple(by_name.values())


def _name_of(fields: dict[str, Any]) -> tuple[str, str]:
    """A row's name in any casing; limits of two areas may have the same."""
    return str(fields.get("area", "")).lower(), str(fields["name"]).lower()


def _merged(base: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in fields.items():
        inner = merged.get(key)
        merged[key] = _merged(inner, value) if isinstance(inner, dict) and isinstance(value, dict) else value
    return merged
