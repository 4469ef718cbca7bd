"""What must hold for what endpoints lie in, region by region."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from modelstacks.names import name_problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from modelstacks.errors import Mistake
    from modelstacks.names import Kind
    from modelstacks.yaml_source import Loc, Source

REGION = re.compile(r"[a-z][a-z0-9]+")


def parent_mistakes(source: Source, key: str, kind: Kind, names: Mapping[str, str]) -> Iterator[Mistake]:
    """Yield what is wrong with the regions and *names* below the top-level *key*: each is in one region."""
    region_of: dict[str, str] = {}
    for region, name in names.items():
        loc: Loc = (key, region)
        yield from region_mistakes(source, loc, region, at_key=True)
        yield from name_mistakes(source, (*loc, "name"), kind, name)
        other = region_of.setdefault(name.lower(), region)
        if other != region:
            yield source.mistake(
                loc, f"the {kind} '{name}' can't be in {region}: it is in {other} above", at_key=True
            )


def name_mistakes(
    source: Source, loc: Loc, kind: Kind, name: str, *, at_key: bool = False
) -> Iterator[Mistake]:
    """Yield a mistake at *loc* when Azure refuses *name*."""
    problem = name_problem(kind, name)
    if problem:
        yield source.mistake(loc, problem, at_key=at_key)


def region_mistakes(source: Source, loc: Loc, region: str, *, at_key: bool = False) -> Iterator[Mistake]:
    """Yield a mistake at *loc* when *region* is not written as Azure's ids are."""
    if not REGION.fullmatch(region):
        written = re.sub("[^a-z0-9]", "", region.lower())
        yield source.mistake(loc, f"a region is written like '{written}', not '{region}'", at_key=at_key)
