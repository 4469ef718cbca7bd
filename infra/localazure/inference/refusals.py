"""How the data plane says no; each body with the evidence it stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class RefusalError(Exception):
    """An answer instead of the one asked for."""

    def __init__(self, status: int, body: dict[str, Any], headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status)
        self.status = status
        self.body = body
        self.headers = dict(headers or {})


def serverless_key_missing() -> RefusalError:
    """No `Authorization` on a serverless endpoint, `api-key` alone included. Seen: enricoros/big-AGI#608."""
    return RefusalError(400, {"status": "Auth token must be passed as a header called Authorization"})


def serverless_not_found() -> RefusalError:
    """No such serverless endpoint. Body seen: microsoft/semantic-kernel#10339; the status is inferred."""
    return RefusalError(404, {"status": "Serverless endpoint not found"})


def serverless_key_wrong() -> RefusalError:
    """A key the serverless endpoint does not take; the body is assumed."""
    return RefusalError(401, {"status": "Invalid auth token"})


def serverless_unusable(state: str) -> RefusalError:
    """The endpoint lost its Marketplace subscription: documented as unusable; status and body are assumed."""
    return RefusalError(403, {"status": f"Serverless endpoint is {state}"})


def online_key_wrong() -> RefusalError:
    """No key or right, or a wrong one, on an online endpoint: 401 (never 403) is documented, the body assumed."""
    return RefusalError(401, _error("401", "Access denied: the key or token is missing, invalid or expired."))


def online_not_found() -> RefusalError:
    """No such online endpoint; body assumed."""
    return RefusalError(404, _error("404", "Endpoint not found"))


def no_deployment(name: str | None) -> RefusalError:
    """No deployment has traffic, or the one asked for by header is not there: 404 documented, body assumed."""
    what = f"deployment '{name}'" if name else "deployment with a positive traffic weight"
    return RefusalError(404, _error("404", f"The endpoint has no {what}."))


def no_route() -> RefusalError:
    """A route or model the endpoint does not have. Seen: Azure/azure-sdk-for-java#44517."""
    return RefusalError(404, _error("404", "Resource not found"))


def bad_request(detail: str) -> RefusalError:
    """What Azure's inference image refuses in words of its own. Seen: Portkey-AI/gateway#534."""
    return RefusalError(400, {"detail": detail})


def api_version() -> RefusalError:
    """A query `api-version` that is no version; status and words are assumed."""
    return RefusalError(400, _error("BadRequest", "API version not supported"))


def too_long(context: int, prompt: int, completion: int) -> RefusalError:
    """More tokens than the model's context holds: vLLM's words; that Azure passes them on is assumed."""
    message = (
        f"This model's maximum context length is {context} tokens. However, you requested {prompt + completion} "
        f"tokens ({prompt} in the messages, {completion} in the completion). Please reduce the length of the "
        "messages or completion."
    )
    return RefusalError(
        400, {"object": "error", "message": message, "type": "BadRequestError", "param": None, "code": 400}
    )


def content_filtered() -> RefusalError:
    """Content safety stopped the prompt; documented."""
    message = (
        "The response was filtered due to the prompt triggering Microsoft's content management policy. "
        "Please modify your prompt and retry."
    )
    error = {
        "message": message,
        "type": None,
        "param": "prompt",
        "code": "content_filter",
        "status": 400,
    }
    return RefusalError(400, {"error": error})


def rate_limited(wait_s: int) -> RefusalError:
    """The deployment's minute is used up. Seen on Azure OpenAI; that serverless says the same is assumed."""
    message = f"Rate limit is exceeded. Try again in {wait_s} seconds."
    return RefusalError(429, _error("429", message), {"Retry-After": str(wait_s)})


def too_many_at_once() -> RefusalError:
    """All of an online deployment's places are taken: 429 documented, body and Retry-After assumed."""
    message = "Too many concurrent requests for the deployment."
    return RefusalError(429, _error("429", message), {"Retry-After": "1"})


def container_failed(status: int, body: dict[str, Any]) -> RefusalError:
    """The model's container refused what `/score` got: 424 and its headers documented, the bodies assumed."""
    headers = {
        "ms-azureml-model-error-statuscode": str(status),
        "ms-azureml-model-error-reason": "model_error",
    }
    return RefusalError(424, body, headers)


def invalid_body(problems: Sequence[dict[str, Any]]) -> RefusalError:
    """Values that are not supported: 422 with `detail[].loc` and `.input`, as documented."""
    return RefusalError(422, {"detail": list(problems)})


def _error(code: str, message: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": message}}
