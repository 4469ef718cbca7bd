"""How Azure Machine Learning says no: two envelopes, both seen on the wire."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING

from localazure.arm.errors import ArmError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localazure.arm.resource_type import Json
    from localazure.azure import LocalAzure


def user_error(azure: LocalAzure, region: str, message: str, *inner: str, status: int = 400) -> ArmError:
    """Return the control plane's error (`managementfrontend`): the useful code sits in the inner ones.

    Shape as quoted in pulumi/pulumi-azure-native#3687; the status of most cases is not published (400 assumed).
    """
    correlation = {"operation": secrets.token_hex(16), "request": secrets.token_hex(8)}
    info = {
        "ComponentName": "managementfrontend",
        "Correlation": correlation,
        "Environment": region,
        "Location": region,
        "Time": azure.clock.now().isoformat(),
        "InnerError": _nested(inner),
    }
    return ArmError(
        status,
        "UserError",
        message,
        details=[],
        additional_info=[{"type": kind, "info": {"value": value}} for kind, value in info.items()],
    )


def _nested(codes: Sequence[str]) -> Json | None:
    if not codes:
        return None
    return {"code": codes[0], "innerError": _nested(codes[1:])}


def subscription_not_registered() -> ArmError:
    """Return what the inference plane's operations fail with; it names no provider. Text: Azure/CloudShell#487."""
    message = (
        "Resource provider [N/A] isn't registered with Subscription [N/A]. Please see troubleshooting guide, "
        "available here: https://aka.ms/register-resource-provider"
    )
    return ArmError(400, "SubscriptionNotRegistered", message, details=[], additional_info=[])


def invalid_request(code: str, field: str, message: str) -> ArmError:
    """Return the inference plane's error: the real text is stringified ProblemDetails in `details[0]`.

    *code* is the inner one (`InferencingClientCallFailed` …), *field* the property at fault ("": the whole body).
    Shape as quoted in MicrosoftLearning/mslearn-azure-ml#30 and Azure/azureml-examples#1931.
    """
    problem = {
        "errors": {field: [message]},
        "type": "https://tools.ietf.org/html/rfc7231#section-6.5.1",
        "title": "One or more validation errors occurred.",
        "status": 400,
        "traceId": f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01",
    }
    return ArmError(
        400, "BadRequest", "The request is invalid.", details=[{"code": code, "message": json.dumps(problem)}]
    )
