"""What the local Azure knows of models, VM sizes, regions and roles: its one door to the catalogue of modelstacks."""

from modelstacks.catalog import Model, Region, Role, Sku, expected_info, load
from modelstacks.catalog.catalog import MODEL_ID
from modelstacks.catalog.reference import OfferType

__all__ = ["MODEL_ID", "Model", "OfferType", "Region", "Role", "Sku", "expected_info", "load"]
