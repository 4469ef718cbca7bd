"""What must hold for the places of deployments: each has one that a mode it may get can use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelstacks.mode_parts import mode_names
from modelstacks.spec.by_mode import spec_of
from modelstacks.spec.modes_possible import modes_possible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from modelstacks.catalog import Catalog
    from modelstacks.errors import Mistake
    from modelstacks.spec.schemas import DeploymentSchema, DeploymentsSchema
    from modelstacks.yaml_source import Loc, Source


def place_mistakes(schema: DeploymentsSchema, source: Source, catalog: Catalog) -> Iterator[Mistake]:
    """Yield which keys with places are missing or empty, though a deployment (where there is none: a file) needs one."""
    wanted = {
        _keys(deployment, catalog, schema.order): None for deployment in schema.deployments.values()
    } or {_parent_words(mode_names()): None}
    for keys in wanted:
        if not any(source.data.get(key) for key, _ in keys):
            yield _no_places(dict(keys), source)


def _no_places(words: dict[str, str], source: Source) -> Mistake:
    empty = next((key for key in words if key in source.data), None)
    if empty:
        return source.mistake((empty,), f"at least one region with its {words[empty]} is needed here")
    return source.mistake((), f"{' or '.join(map(repr, words))} is missing", at_key=True)


def region_choice_mistakes(
    deployment: DeploymentSchema, source: Source, catalog: Catalog, loc: Loc
) -> Iterator[Mistake]:
    """Yield each region asked for in which no mode that the deployment may get has a place."""
    if deployment.regions == ():
        yield source.mistake((*loc, "regions"), "at least one region is needed here, or leave `regions` out")
    words = dict(_keys(deployment, catalog, source.data.get("order") or ()))
    if not all(isinstance(source.data.get(key), dict | None) for key in words):
        return  # that is said already, and what follows from it is no news
    there = dict.fromkeys(region for key in words for region in source.data.get(key) or ())
    for index, region in enumerate(deployment.regions or ()):
        if region not in there:
            yield source.mistake(
                (*loc, "regions", index),
                f"no {' or '.join(words.values())} in region '{region}': name one under {' or '.join(words)} "
                f"(regions there: {', '.join(there) or 'none'})",
            )


def _keys(
    deployment: DeploymentSchema, catalog: Catalog, order: Sequence[str]
) -> tuple[tuple[str, str], ...]:
    """The keys that may name its place, each with the word for what it names; all of them where the model is unknown."""
    model = catalog.find_model(deployment.model)
    modes = modes_possible(deployment.mode, model, order) if model else ()
    return _parent_words(modes or mode_names())


def _parent_words(modes: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple({spec_of(mode).parents_key: spec_of(mode).parent_word for mode in modes}.items())
