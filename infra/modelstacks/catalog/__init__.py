"""The model catalogue: rows (data files), one loader that checks them, and pure queries.

No model name, region or VM size stands in code; `null` in a row means that no source read says.
The files in rows/ are edited by hand: one for each kind, of models one for each publisher. Every row says its source and
when that was read; a field that is left out is unknown. `tests/catalog/test_rows.py` holds them to it.
"""

from modelstacks.catalog.catalog import Catalog, ModelFilter
from modelstacks.catalog.foundry import FoundryCapacity, FoundryOffer, FoundrySku, FoundryVersion
from modelstacks.catalog.info import (
    ExpectedInfo,
    InfoDifference,
    expected_info,
    info_differences,
    same_word,
)
from modelstacks.catalog.loader import load
from modelstacks.catalog.model import Model
from modelstacks.catalog.reference import Limit, NameRule, Operation, Region, Registry, Role, Sku, Surface

__all__ = [
    "Catalog",
    "ExpectedInfo",
    "FoundryCapacity",
    "FoundryOffer",
    "FoundrySku",
    "FoundryVersion",
    "InfoDifference",
    "Limit",
    "Model",
    "ModelFilter",
    "NameRule",
    "Operation",
    "Region",
    "Registry",
    "Role",
    "Sku",
    "Surface",
    "expected_info",
    "info_differences",
    "load",
    "same_word",
]
