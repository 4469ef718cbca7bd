"""`modelstacks models [NAME]`: what the catalogue knows."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from modelstacks.cli.options import OutputOption, RowsOption
from modelstacks.cli.output import Output, print_json, stdout
from modelstacks.cli.tables import Column, Table, show, show_facts
from modelstacks.mode_parts import mode_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modelstacks.catalog import Catalog, Model


Mode = StrEnum("Mode", list(mode_names()))  # type: ignore[misc]  # by the modes that there are
UNKNOWN = "?"
STAGE_WORDS = {"retired": "retired", "retiring": "retires", "active": "active until"}


def models(
    name: Annotated[
        str | None, typer.Argument(help="Show everything that is known about this model.")
    ] = None,
    capability: Annotated[str | None, typer.Option(help="e.g. chat-completion, embeddings.")] = None,
    mode: Annotated[Mode | None, typer.Option(help="Deployable this way.")] = None,
    region: Annotated[str | None, typer.Option(help="Offered there, as far as the catalogue knows.")] = None,
    publisher: Annotated[str | None, typer.Option(help="e.g. Meta.")] = None,
    not_retired: Annotated[bool, typer.Option("--not-retired", help="Leave out retired models.")] = False,
    rows: RowsOption = None,
    output: OutputOption = Output.TABLE,
) -> None:
    """List the models of the catalogue, or show one."""
    from modelstacks.catalog import ModelFilter, load

    catalog, today = load(rows), datetime.now(UTC).date()
    if name is not None:
        _print_one(catalog.model(name), output)
        return
    model_filter = ModelFilter(
        mode=mode.value if mode else None,
        region=region,
        capability=capability,
        publisher=publisher,
        not_retired_on=today if not_retired else None,
    )
    found = catalog.models_offering(model_filter)
    if output is Output.JSON:
        print_json([model.model_dump(mode="json") for model in found])
    else:
        _print_table(catalog, found, region)


def _print_one(model: Model, output: Output) -> None:
    if output is Output.JSON:
        print_json(model.model_dump(mode="json"))
        return
    show_facts(list(_facts(model)))


def _facts(model: Model) -> Iterator[tuple[str, str]]:
    from modelstacks.catalog import expected_info

    offer, managed, market = model.serverless_offer, model.managed_compute, model.marketplace
    info = expected_info(model)
    yield "model", model.name
    yield "publisher", model.publisher
    yield "id", model.asset_id() if model.version else f"{model.id} (version unknown)"
    yield "task", _or_unknown(model.task)
    yield "modes", ", ".join(model.modes)
    yield "Marketplace", _need(model)
    yield "offer", f"{_or_unknown(market.publisher_id)} / {_or_unknown(market.offer_id)}"
    yield "serverless in", f"{', '.join(offer.regions)} (read {offer.snapshot})" if offer else UNKNOWN
    yield "VM sizes", _listed(managed.recommended_skus if managed else None)
    yield "shared quota", _yes_no(model.shared_quota.allowed)
    yield "content safety", f"serverless {_yes_no(model.content_safety.serverless)}"
    yield "on Foundry", _foundry(model)
    yield "lifecycle", _lifecycle(model)
    yield (
        "context",
        f"{_or_unknown(model.context_length)} tokens in, {_or_unknown(model.max_output_tokens)} out",
    )
    yield "tool calling", _yes_no(model.tool_calling)
    yield (
        "/info",
        f"{info.model_name}, {info.model_type}, {info.model_provider_name}"
        + (" (assumed)" if info.assumed else ""),
    )
    for note in model.notes:
        yield "note", note
    for source in model.sources:
        yield "source", f"{source} (read {_or_unknown(model.read)})"


def _print_table(catalog: Catalog, found: tuple[Model, ...], region: str | None) -> None:
    where = f"serverless in {region}" if region else "serverless regions"
    columns = (
        Column("model"),
        Column("task", below=2),
        Column("modes", below=3),
        Column(where, below=3),
        Column("Marketplace"),
        Column("lifecycle", below=1),
    )
    rows = [_cells(model, region) for model in found]
    show(Table(columns, rows))
    stdout().print(f"{len(found)} of {len(catalog.models)} models; {UNKNOWN} = unknown, no source says")


def _cells(model: Model, region: str | None) -> list[str]:
    about = [model.name, _or_unknown(model.task), ", ".join(model.modes), _serverless_cell(model, region)]
    return [*about, _need(model), _lifecycle(model)]


def _serverless_cell(model: Model, region: str | None) -> str:
    if "serverless" not in model.modes:
        return "-"
    if region is not None:
        return _yes_no(model.is_offered("serverless", region))
    return str(len(model.serverless_offer.regions)) if model.serverless_offer else UNKNOWN


def _need(model: Model) -> str:
    """Whether a Marketplace subscription is needed, by the first mode that the model has."""
    mode = model.modes[0]
    needed = "yes" if model.needs_marketplace_subscription(mode) else "no"
    return f"{needed} (assumed)" if model.subscription_need_is_assumed(mode) else needed


def _foundry(model: Model) -> str:
    """How it is deployed on Foundry resources: SKUs, versions and who sells it."""
    offer = model.foundry
    if offer is None:
        return UNKNOWN
    versions = ", ".join(version.version for version in offer.versions) or UNKNOWN
    seller = "Azure" if offer.sold_by == "azure" else model.publisher
    return f"{', '.join(offer.skus)}; format {offer.format}, version {versions}; sold by {seller}"


def _lifecycle(model: Model) -> str:
    cycle = model.lifecycle
    stage = cycle.stage(datetime.now(UTC).date())
    if stage == "unknown":
        return UNKNOWN
    date = f" {cycle.retirement_date}" if cycle.retirement_date else ""
    basis = f" ({cycle.basis})" if cycle.basis == "third-party" else ""
    heirs = f", then {' or '.join(cycle.replacements)}" if cycle.replacements else ""
    return STAGE_WORDS[stage] + date + basis + heirs


def _listed(words: tuple[str, ...] | None) -> str:
    return ", ".join(words) if words else UNKNOWN


def _yes_no(value: bool | None) -> str:
    return UNKNOWN if value is None else "yes" if value else "no"


def _or_unknown(value: object) -> str:
    return UNKNOWN if value is None else str(value)
