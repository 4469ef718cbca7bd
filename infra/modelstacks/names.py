"""Names: what Azure takes, and the names we derive. The rules are rows (`catalog/rows/names.json`)."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Literal, TypeAlias

from modelstacks.catalog import load

Kind: TypeAlias = Literal[
    "resource group",
    "workspace",
    "hub",
    "project",
    "online endpoint",
    "online deployment",
    "serverless endpoint",
    "Foundry account",
    "Foundry project",
    "Foundry deployment",
    "Marketplace subscription",
    "key vault",
    "storage account",
    "Log Analytics workspace",
    "Application Insights component",
]

STORAGE_PREFIX, KEY_VAULT_PREFIX = "st", "kv-"
HASH_LENGTH = 8


def name_problem(kind: Kind, name: str) -> str | None:
    """Return why Azure refuses *name* for a *kind*, with the rule, or None when it takes it."""
    rule = load().name_rules[kind]
    if rule.min_length <= len(name) <= rule.max_length and re.fullmatch(rule.pattern, name):
        return None
    article = "an" if kind[0] in "oA" else "a"
    lengths = f"{rule.min_length} to {rule.max_length} characters"
    return f"Azure refuses '{name}' as the name of {article} {kind}: {lengths}; {rule.rule}"


def generation_name(endpoint: str, generation: int) -> str:
    """Return the name of an endpoint in its generation: a renewed one has another, for the old one still lives."""
    return endpoint if generation == 1 else f"{endpoint}-g{generation}"


def marketplace_subscription_name(model_name: str) -> str:
    """Return the name of the Marketplace subscription for a model; Azure refuses dots in it."""
    return re.sub(r"[^A-Za-z0-9_-]", "-", model_name)


def storage_account_name(owner: str, scope: str) -> str:
    """Return a storage account name for the workspace *owner* in *scope* (a resource group's id).

    Unique in Azure by a hash, the same on every run, 24 lower-case letters and digits at most.
    """
    room = 24 - len(STORAGE_PREFIX) - HASH_LENGTH
    return f"{STORAGE_PREFIX}{re.sub('[^a-z0-9]', '', owner.lower())[:room]}{_hash(owner, scope)}"


def key_vault_name(owner: str, scope: str) -> str:
    """Return a key vault name for the workspace *owner* in *scope*; unique in Azure by a hash, 24 characters at most."""
    room = 24 - len(KEY_VAULT_PREFIX) - HASH_LENGTH - 1
    word = re.sub("[^a-z0-9]+", "-", owner.lower()).strip("-")[:room].strip("-")
    return f"{KEY_VAULT_PREFIX}{word}-{_hash(owner, scope)}"


def content_safety_name(endpoint: str, subscription: str, resource_group: str) -> str:
    """Return the name of the Content Safety account of *endpoint*; it is a subdomain, unique by a hash."""
    return f"cs-{endpoint.lower()}-{_hash(endpoint, f'{subscription}/{resource_group}')}"


def _hash(owner: str, scope: str) -> str:
    return sha256(f"{scope}/{owner}".lower().encode()).hexdigest()[:HASH_LENGTH]
