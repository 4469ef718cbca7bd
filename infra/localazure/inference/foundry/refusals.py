"""How an account's data plane says no; each body with the evidence it stands on."""

from __future__ import annotations

from typing import Any

from localazure.inference.refusals import RefusalError

_OPERATIONS = "https://go.microsoft.com/fwlink/?linkid=2197993"


def wrong_key() -> RefusalError:
    """A key of another account, or no such account. Seen: SciSharp/BotSharp#386."""
    message = (
        "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an "
        "active subscription and use a correct regional API endpoint for your resource."
    )
    return _refusal(401, "401", message)


def keys_are_off() -> RefusalError:
    """The account has disableLocalAuth. Seen: microsoft/sample-app-aoai-chatGPT#1000."""
    return _refusal(
        403, "AuthenticationTypeDisabled", "Key based authentication is disabled for this resource."
    )


def bad_token() -> RefusalError:
    """No key and no token, or one that is not good. Seen: Azure/azure-sdk-for-net#50872."""
    message = (
        "Unauthorized. Access token is missing, invalid, audience is incorrect "
        "(https://cognitiveservices.azure.com/ or https://ai.azure.com/), or have expired."
    )
    return RefusalError(401, {"statusCode": 401, "message": message})


def no_subdomain() -> RefusalError:
    """A token needs an account with a subdomain: documented; the body is assumed."""
    message = "Please provide a custom subdomain for token authentication, otherwise API key is required."
    return _refusal(400, "BadRequest", message)


def no_data_action(object_id: str, action: str, operation: str) -> RefusalError:
    """No role gives the caller the data action. Seen: microsoft/vscode#283763 (`POST /openai/responses`)."""
    message = f"The principal `{object_id}` lacks the required data action `{action}` to perform `{operation}` operation."
    return _refusal(401, "PermissionDenied", message)


def no_public_access() -> RefusalError:
    """The account has publicNetworkAccess Disabled. Seen: Azure-Samples/azure-search-openai-demo#1157."""
    return _refusal(403, "403", "Public access is disabled. Please configure private endpoint.")


def no_deployment() -> RefusalError:
    """No deployment of that name, or one that is too young. Seen: posit-dev/positron#12858."""
    message = (
        "The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, "
        "please wait a moment and try again."
    )
    error = {"type": "invalid_request_error", "code": "DeploymentNotFound", "message": message}
    return RefusalError(404, {"error": error})


def unknown_model(name: str) -> RefusalError:
    """Nothing stands behind a deployment that Succeeded. Body: microsoft-foundry/new-foundry-portal#127; status:
    enricoros/big-AGI#898."""
    text = f"Unknown model: {name}"
    return RefusalError(400, {"error": {"code": "unknown_model", "message": text, "details": text}})


def no_model_named() -> RefusalError:
    """A body without `model`. Seen below /models: microsoft/AI-Red-Teaming-Playground-Labs#14; elsewhere assumed."""
    text = (
        "No model specified in request. Please provide a model name in the request body or as a "
        "x-ms-model-mesh-model-name header."
    )
    return RefusalError(400, {"error": {"code": "no_model_name", "message": text, "details": text}})


def paused(name: str) -> RefusalError:
    """The deployment is paused: 423 documented, the body assumed."""
    return _refusal(423, "DeploymentPaused", f"The deployment '{name}' is paused. Resume it and try again.")


def not_this_operation(operation: str, model: str) -> RefusalError:
    """The model has other abilities. Seen: microsoft/graphrag#1557."""
    message = (
        f"The {operation} operation does not work with the specified model, {model}. Please choose different model and "
        f"try again. You can learn more about which models can be used with each operation here: {_OPERATIONS}."
    )
    return _refusal(400, "OperationNotSupported", message)


def model_not_supported() -> RefusalError:
    """The Responses API is not for this model: 400 and its words documented, the body's shape assumed."""
    return _refusal(400, "400", "Model not supported")


def api_version() -> RefusalError:
    """An `api-version` that the v1 API does not know; documented for the classic one, assumed here."""
    return _refusal(400, "BadRequest", "API version not supported")


def no_project(name: str) -> RefusalError:
    """No such project in the account; the body is assumed."""
    return _refusal(404, "NotFound", f"Project not found: {name}")


def in_openai_words(refusal: RefusalError) -> RefusalError:
    """Return *refusal* as `/openai` says it; that a value not supported is a 400 there is OpenAI's reference."""
    if problems := refusal.body.get("detail"):
        first = problems[0]
        return _invalid(first["msg"], ".".join(first["loc"][1:]) or None, refusal)
    if refusal.body.get("object") == "error":
        return _invalid(refusal.body["message"], "messages", refusal, "context_length_exceeded")
    return refusal


def _invalid(message: str, param: str | None, refusal: RefusalError, code: str | None = None) -> RefusalError:
    error: dict[str, Any] = {
        "message": message,
        "type": "invalid_request_error",
        "param": param,
        "code": code,
    }
    return RefusalError(400, {"error": error}, refusal.headers)


def _refusal(status: int, code: str, message: str) -> RefusalError:
    return RefusalError(status, {"error": {"code": code, "message": message}})
