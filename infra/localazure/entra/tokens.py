"""RS256 tokens: issued by the local Entra, verified by ARM and the data plane.

Lifetimes run on the machine's clock, not on the local Azure's: clients cache a token until the expiry that Entra
told them and do not fetch another one on a 401, so advancing the local clock by 168 hours must not end tokens.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

if TYPE_CHECKING:
    from collections.abc import Callable

    from jwt.types import Options

    from localazure.scenarios import Principal

LIFETIME = timedelta(hours=1)
REFRESH_LIFETIME = timedelta(days=1)
REFRESH_AUDIENCE = "urn:modelstacks:refresh"
FEDERATION_AUDIENCE = "api://AzureADTokenExchange"

SIGNATURE_ONLY: Options = {
    "verify_aud": False,
    "verify_iss": False,
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
}

Claims: TypeAlias = Mapping[str, Any]
TOKENS_KEPT = 256
"""How many tokens' contents are remembered. Neither they nor whether a signature is good ever changes, and clients
send one token for an hour; whether it has expired is asked anew each time."""


def new_signing_key() -> str:
    """Return a fresh RSA private key as PEM (PKCS 8, not encrypted: the file's mode protects it)."""
    return (
        rsa.generate_private_key(public_exponent=65537, key_size=2048)
        .private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        .decode()
    )


class SigningKey:
    """The key tokens are signed with, and its public half as the JWKS document shows it."""

    def __init__(self, pem: str) -> None:
        key = serialization.load_pem_private_key(pem.encode(), password=None)
        if not isinstance(key, rsa.RSAPrivateKey):
            raise TypeError("the signing key is no RSA key")
        self.private = key
        self.public = key.public_key()
        public = RSAAlgorithm.to_jwk(self.public, as_dict=True)
        self.id = hashlib.sha256(public["n"].encode()).hexdigest()
        self.jwk = {
            "kty": "RSA",
            "use": "sig",
            "alg": "RS256",
            "kid": self.id,
            "n": public["n"],
            "e": public["e"],
        }


@dataclass(frozen=True)
class TokenAuthority:
    """Issues and verifies the tokens of one tenant; *now* is the machine's clock (see the module's text)."""

    url: str
    tenant_id: str
    key: SigningKey
    now: Callable[[], datetime]

    @property
    def issuer(self) -> str:
        """The `iss` of access tokens (the v1 form: ARM's tokens are v1 ones, whichever endpoint gave them)."""
        return f"{self.url}/{self.tenant_id}/"

    def access_token(self, principal: Principal, audience: str) -> str:
        """Return a token that lives for LIFETIME."""
        return self._signed(self._about(principal, audience, LIFETIME))

    def refresh_token(self, principal: Principal) -> str:
        """Return a token good for `grant_type=refresh_token` only."""
        return self._signed(self._about(principal, REFRESH_AUDIENCE, REFRESH_LIFETIME))

    def federated_token(self, principal: Principal) -> str:
        """Return what a CI system's OIDC issuer would hand out: a client assertion for *principal*."""
        claims = self._about(principal, FEDERATION_AUDIENCE, LIFETIME)
        return self._signed({**claims, "sub": principal.app_id})

    def verify(self, token: str) -> Claims:
        """Return the claims of a token with a good signature, whatever its issuer, audience and expiry say.

        Raises jwt.InvalidTokenError.
        """
        return _verified(token, self.key)

    def expired(self, claims: Claims) -> bool:
        """Tell whether `exp` has passed, or is missing."""
        expiry = claims.get("exp")
        return not isinstance(expiry, int | float) or self.now().timestamp() >= expiry

    def _about(self, principal: Principal, audience: str, lifetime: timedelta) -> dict[str, Any]:
        now = int(self.now().timestamp())
        return {
            "aud": audience,
            "iss": self.issuer,
            "iat": now,
            "nbf": now,
            "exp": now + int(lifetime.total_seconds()),
            "appid": principal.app_id,
            "appidacr": "1",
            "idp": self.issuer,
            "idtyp": "app",
            "oid": principal.object_id,
            "sub": principal.object_id,
            "tid": self.tenant_id,
            "uti": uuid4().hex,
            "ver": "1.0",
        }

    def _signed(self, claims: dict[str, Any]) -> str:
        return jwt.encode(claims, self.key.private, algorithm="RS256", headers={"kid": self.key.id})


@lru_cache(maxsize=TOKENS_KEPT)
def unverified(token: str) -> Claims:
    """Return what *token* says, whoever signed it. Raises jwt.InvalidTokenError where it is none."""
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return MappingProxyType(claims)


@lru_cache(maxsize=TOKENS_KEPT)
def _verified(token: str, key: SigningKey) -> Claims:
    claims: dict[str, Any] = jwt.decode(token, key.public, algorithms=["RS256"], options=SIGNATURE_ONLY)
    return MappingProxyType(claims)


def expiry_of(claims: Claims) -> datetime:
    """Return `exp` as a UTC time; the epoch's start where there is none."""
    return datetime.fromtimestamp(claims.get("exp") or 0, UTC)
