"""The row of one catalogue model, and what follows from it without asking Azure."""

from datetime import date
from typing import Literal, Self, TypeAlias

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from modelstacks.catalog._row import Day, Row
from modelstacks.catalog.foundry import FoundryOffer
from modelstacks.errors import UsageError
from modelstacks.mode_name import ModeName, known_mode

Stage: TypeAlias = Literal["active", "retiring", "retired", "unknown"]


def versioned(model_id: str, version: str | None) -> str:
    """Return the id of that version of a model; without a version, that of the model itself."""
    return f"{model_id}/versions/{version}" if version else model_id


ISO_LENGTH = 2
"""Of a country's code; whatever is longer names a list of countries."""


class Marketplace(Row):
    """Which modes need a Marketplace subscription (by their names: `serverless: true`), and to which offer; *source* is
    that of the offer's names."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, bool | None] = Field(init=False)

    publisher_id: str | None = None
    offer_id: str | None = None
    plan_id: str | None = None
    source: str | None = None

    @model_validator(mode="after")
    def _by_mode(self) -> Self:
        for name in self.__pydantic_extra__:
            known_mode(name)
        return self

    def is_needed(self, mode: ModeName) -> bool | None:
        """Say whether *mode* needs a subscription; None: no source says."""
        return self.__pydantic_extra__.get(mode)


class ServerlessOffer(Row):
    """Where a serverless endpoint may live; *hub_regions* are those of its workspace.

    *countries* are billing countries (ISO 3166-1 alpha-2, or a named list of Microsoft's). A dated hint: what
    the service says wins.
    """

    regions: tuple[str, ...]
    hub_regions: tuple[str, ...]
    finetune_regions: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    snapshot: str
    source: str


class ManagedCompute(Row):
    """VM sizes for an online deployment, in the publisher's order; the registry's live properties win."""

    min_sku_spec: str | None = None
    recommended_skus: tuple[str, ...] | None = None
    allowed_skus: tuple[str, ...] | None = None
    default_instance_type: str | None = None
    replicas_by_sku: dict[str, int] | None = None
    inference_envs: tuple[str, ...] | None = None
    source: str


class SharedQuota(Row):
    """Whether the model may run on Azure's shared quota (168 hours); None: ask the registry."""

    allowed: bool | None = None
    source: str | None = None


class ContentSafety(Row):
    """Azure's content filter: built into serverless endpoints, your own work on managed compute."""

    serverless: bool | None = None
    managed: str | None = None


class Lifecycle(Row):
    """When the catalogue's offer ends; *basis* says how sure the date is, *read* when its source was read."""

    state: Literal["active", "retired"] | None = None
    legacy_date: Day | None = None
    deprecation_date: Day | None = None
    retirement_date: Day | None = None
    replacements: tuple[str, ...] = ()
    basis: Literal["official", "third-party"] | None = None
    source: str | None = None
    read: Day | None = None

    def stage(self, today: date, *, notice_days: int = 60) -> Stage:
        """Return where the offer stands on *today*; `retiring` from *notice_days* before the retirement date."""
        if self.retirement_date is None:
            return self.state or "unknown"
        days_left = (self.retirement_date - today).days
        if days_left <= 0:
            return "retired"
        return "retiring" if days_left <= notice_days else "active"


class PrintedInfo(Row):
    """An answer of `GET /info` as a page prints it."""

    model_name: str
    model_type: str
    model_provider_name: str


class DocumentedInfo(Row):
    """What Microsoft's documentation says of this model's `GET /info`: the *modes* of the endpoints that have it, and the
    *answer* where a page prints one. A mode that is not there: nothing but an assumption."""

    modes: tuple[ModeName, ...] = Field(min_length=1)
    answer: PrintedInfo | None = None
    source: str = Field(min_length=1)
    read: Day


class Model(Row):
    """A model of Azure's catalogue.

    *registry* and *name* make its id; *version* is the newest one read. *read* is the day the row's sources were
    read, *sources* where each group of facts comes from.
    """

    name: str = Field(min_length=1)
    aliases: tuple[str, ...] = ()
    family: str | None = None
    registry: str
    version: str | None = None
    version_source: str | None = None
    publisher: str
    first_party: bool
    sold_directly_by_azure: bool | None = None
    name_confirmed: bool = True
    task: str | None = None
    capabilities: tuple[str, ...] = ()
    modes: tuple[ModeName, ...] = Field(min_length=1)
    marketplace: Marketplace = Marketplace()
    serverless_offer: ServerlessOffer | None = None
    managed_compute: ManagedCompute | None = None
    foundry: FoundryOffer | None = None
    shared_quota: SharedQuota = SharedQuota()
    content_safety: ContentSafety = ContentSafety()
    lifecycle: Lifecycle = Lifecycle()
    info: DocumentedInfo | None = None
    context_length: int | None = None
    max_output_tokens: int | None = None
    embedding_dimensions: tuple[int, ...] | None = None
    input_modalities: tuple[str, ...] = ("text",)
    output_modalities: tuple[str, ...] = ("text",)
    tool_calling: bool | None = None
    response_formats: tuple[str, ...] | None = None
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    read: Day | None = None

    @model_validator(mode="after")
    def _says_how_foundry_offers_it(self) -> Self:
        if "foundry" in self.modes and self.foundry is None:
            raise PydanticCustomError("no_offer", "a model with mode foundry needs a foundry part")
        return self

    @property
    def id(self) -> str:
        """The model id without a version, as a serverless endpoint and a Marketplace subscription take it."""
        return f"azureml://registries/{self.registry}/models/{self.name}"

    def asset_id(self, version: str | None = None) -> str:
        """Return the model id with *version* (default: the row's), as an online deployment takes it.

        Raises UsageError where neither is known.
        """
        chosen = version or self.version
        if chosen is None:
            raise UsageError(
                f"No version of {self.name} is known: the catalogue row has none. "
                f"Set `version:` on the deployment, or list the versions: "
                f"az ml model list --registry-name {self.registry} --name {self.name}"
            )
        return versioned(self.id, chosen)

    @property
    def offer_countries(self) -> tuple[str, ...]:
        """The billing countries that its offer is sold in, and named lists of Microsoft's; none where no row says."""
        return self.serverless_offer.countries if self.serverless_offer else ()

    @property
    def countries_are_known(self) -> bool:
        """Whether `offer_countries` are all countries, and no list of Microsoft's that nobody here has read."""
        return all(len(country) == ISO_LENGTH for country in self.offer_countries)

    def needs_marketplace_subscription(self, mode: ModeName) -> bool:
        """Say whether a Marketplace subscription must exist before the model is deployed in *mode*.

        Never by registry: the need is a property of the model (a first-party one is refused with
        `MarketplacePlanNotRequiredForModel`). Where no source says, it is assumed: see
        `subscription_need_is_assumed`.
        """
        documented = self._documented_need(mode)
        if documented is not None:
            return documented
        return mode == "serverless" and self.sold_directly_by_azure is not True

    def subscription_need_is_assumed(self, mode: ModeName) -> bool:
        """Say whether `needs_marketplace_subscription` had no source: then serverless models that others sell are assumed
        to need one, models that Azure sells itself and managed compute are assumed to need none."""
        return self._documented_need(mode) is None

    def _documented_need(self, mode: ModeName) -> bool | None:
        if self.first_party:
            return False
        return self.marketplace.is_needed(mode)

    def is_offered(self, mode: ModeName, region: str) -> bool | None:
        """Say whether *mode* is offered in *region* as far as the rows know (None: they don't).

        Managed compute has no list of regions: there VM sizes and quota decide.
        """
        if mode not in self.modes:
            return False
        if mode != "serverless" or self.serverless_offer is None:
            return None
        return region in self.serverless_offer.regions
