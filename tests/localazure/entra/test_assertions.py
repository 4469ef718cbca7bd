"""Client assertions: those of the local issuer are taken, others' are refused in Entra's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx2
import jwt
import pytest
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import ClientAssertionCredential

from localazure.entra.routes import ASSERTION_TYPE
from localazure.entra.tokens import new_signing_key
from localazure.tls import client_context

if TYPE_CHECKING:
    from azure_fixtures import LocalAzureServer


@pytest.mark.parametrize(("principal", "accepted"), [("deployer", True), ("reader", False)])
def test_workload_identity_by_client_assertion(
    local_azure: LocalAzureServer, principal: str, accepted: bool
) -> None:
    deployer = local_azure.scenario.principal("deployer")
    assert deployer is not None
    assertion = local_azure.control("POST", f"federated-token/{principal}")["token"]
    credential = ClientAssertionCredential(
        local_azure.scenario.tenant.id,
        deployer.app_id,
        lambda: str(assertion),
        authority=local_azure.url,
        disable_instance_discovery=True,
        connection_verify=local_azure.ca,
    )
    with credential:
        if accepted:
            assert credential.get_token(local_azure.arm_scope).token
        else:
            with pytest.raises(ClientAuthenticationError, match="AADSTS700213"):
                credential.get_token(local_azure.arm_scope)


@pytest.mark.parametrize(
    ("issuer", "code", "words"),
    [
        ("https://ci.example", 700213, "presented assertion subject 'somebody'"),
        ("APP", 700027, "Thumbprint of key used by client: 'print'"),
        ("", 700213, "presented assertion subject ''"),
    ],
)
def test_an_assertion_that_others_signed_is_refused_by_who_says_to_have_made_it(
    local_azure: LocalAzureServer, issuer: str, code: int, words: str
) -> None:
    app = local_azure.env()["AZURE_CLIENT_ID"]
    claims = {"iss": app if issuer == "APP" else issuer, "sub": "somebody"}
    pem = new_signing_key()
    signed = jwt.encode(claims, pem, algorithm="RS256", headers={"x5t": "print"}) if issuer else "no token"
    form = {
        "grant_type": "client_credentials",
        "scope": "https://management.azure.com/.default",
        "client_id": app,
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": signed,
    }
    url = f"{local_azure.url}/{local_azure.scenario.tenant.id}/oauth2/v2.0/token"

    answer = httpx2.post(url, data=form, verify=client_context(local_azure.state.tls / "ca.pem")).json()

    assert (answer["error"], answer["error_codes"]) == ("invalid_client", [code])
    assert words in answer["error_description"]
