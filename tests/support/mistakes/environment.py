"""Mistakes of the shell: who signs in, to which cloud, trusting whom."""

from mistakes.mistake import Mistake

LIST = "endpoints"
SIGN_IN = "`modelstacks doctor` shows who you are signed in as"


def shell(kind: str, code: int, says: str, todo: str, **environ: str | None) -> Mistake:
    """A shell with these variables; None: without."""
    return Mistake(kind, LIST, code, says, todo, environ=environ)


def signing_in(kind: str, says: str, todo: str = SIGN_IN, **environ: str | None) -> Mistake:
    """The owner's shell of a local Azure, with these variables on top."""
    return Mistake(kind, LIST, 1, says, todo, environ=environ, azure="owner")


MISTAKES = (
    shell(
        "no subscription",
        2,
        "No Azure subscription is named",
        "Set AZURE_SUBSCRIPTION_ID",
        AZURE_SUBSCRIPTION_ID=None,
    ),
    shell(
        "unknown cloud",
        2,
        "no Azure cloud named 'mars'",
        "Use public, usgovernment or china",
        AZURE_ENVIRONMENT="mars",
    ),
    shell(
        "metadata URL down",
        1,
        "metadata document at https://localhost:1/metadata could not be read",
        "Is that cloud up? For the local Azure: `modelstacks local start`",
        ARM_CLOUD_METADATA_URL="https://localhost:1/metadata",
    ),
    shell(
        "a login page as metadata",
        1,
        "metadata document at {page} could not be read",
        "Is that cloud up?",
        ARM_CLOUD_METADATA_URL="{page}",
    ),
    shell(
        "metadata of no cloud",
        1,
        "{page}.json is not that of an Azure cloud: it lacks 'authentication'",
        "Correct ARM_CLOUD_METADATA_URL",
        ARM_CLOUD_METADATA_URL="{page}.json",
    ),
    shell("a silent cloud", 1, "timed out", "Is that cloud up?", ARM_CLOUD_METADATA_URL="{silent}"),
    shell(
        "no URL as metadata",
        1,
        "metadata document at nowhere could not be read",
        "Is that cloud up?",
        ARM_CLOUD_METADATA_URL="nowhere",
    ),
    shell("no such host", 1, "cloud.invalid", "Is that cloud up?", ARM_METADATA_HOSTNAME="cloud.invalid"),
    shell("no such CA file", 2, "/nope.pem", "Set the variable to a PEM file", SSL_CERT_FILE="/nope.pem"),
    shell(
        "a folder as the CA file",
        2,
        "Is a directory",
        "Set the variable to a PEM file",
        REQUESTS_CA_BUNDLE="{folder}",
    ),
    shell(
        "no PEM",
        2,
        "no certificate in PEM form",
        "unset it to trust the system's",
        SSL_CERT_FILE="{folder}/platform.yaml",
    ),
    shell(
        "no certificate to sign in with",
        2,
        "AZURE_CLIENT_CERTIFICATE_PATH names can't be used: /nope.pem",
        "It must be a PEM or PKCS12 file",
        AZURE_CLIENT_SECRET=None,
        AZURE_CLIENT_CERTIFICATE_PATH="/nope.pem",
    ),
    shell(
        "no OIDC token",
        2,
        "AZURE_FEDERATED_TOKEN_FILE names can't be read: /nope",
        "Have the CI job write it there",
        AZURE_CLIENT_SECRET=None,
        AZURE_FEDERATED_TOKEN_FILE="/nope",
    ),
    shell(
        "a workflow without the right to a token",
        1,
        "GitHub Actions gave no OIDC token",
        "permissions: id-token: write",
        AZURE_CLIENT_SECRET=None,
        ACTIONS_ID_TOKEN_REQUEST_URL="{page}",
        ACTIONS_ID_TOKEN_REQUEST_TOKEN="t",
    ),
    shell(
        "proxy refused",
        1,
        "metadata document at https://metadata.invalid/ could not be read",
        "through the proxy in HTTPS_PROXY; NO_PROXY lists the hosts to reach without it",
        HTTPS_PROXY="http://localhost:1",
        NO_PROXY="",
        ARM_CLOUD_METADATA_URL="https://metadata.invalid/",
    ),
    signing_in("wrong secret", "AADSTS7000215", AZURE_CLIENT_SECRET="wrong"),
    signing_in("unknown tenant", "AADSTS90002", AZURE_TENANT_ID="72f988bf-0000-4000-8000-00000000000f"),
    signing_in("unknown application", "AADSTS700016", AZURE_CLIENT_ID="72f988bf-0000-4000-8000-00000000000f"),
    signing_in(
        "nobody signed in",
        "AzureCliCredential",
        AZURE_CLIENT_SECRET=None,
        AZURE_TOKEN_CREDENTIALS="AzureCliCredential",
        ARM_CLIENT_SECRET=None,
        PATH="/nowhere",
    ),
    signing_in(
        "wrong subscription",
        "SubscriptionNotFound",
        "`az account list` shows yours",
        AZURE_SUBSCRIPTION_ID="5ab5c41b-0000-4000-8000-00000000000f",
    ),
    Mistake(
        "no subscription id",
        "endpoints --subscription prod",
        1,
        "identifier 'prod' is malformed",
        "`az account list` shows yours",
        azure="owner",
    ),
    Mistake(
        "expired token",
        LIST,
        1,
        "ExpiredAuthenticationToken",
        SIGN_IN,
        azure="owner",
        faults=(
            {
                "path": "/subscriptions/",
                "status": 401,
                "code": "ExpiredAuthenticationToken",
                "message": "The access token expiry UTC time '1/1/2026' is earlier than current UTC time.",
            },
        ),
    ),
)
