"""What the local Azure knows of models, VM sizes, regions and roles: its one door to the catalogue of modelstacks."""

from modelstacks.catalog import Model, Role, Sku, expected_info, load
from modelstacks.catalog.catalog import MODEL_ID
from modelstacks.catalog.reference import SubscriptionOffer

__all__ = ["MODEL_ID", "Model", "Role", "Sku", "SubscriptionOffer", "expected_info", "load"]
