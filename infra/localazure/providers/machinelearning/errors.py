"""How Azure Machine Learning says no: two envelopes, both seen on the wire."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING

from localazure.arm.errors import ArmError

_NOT_SET = (
    "severity",
    "messageFormat",
    "messageParameters",
    "referenceCode",
    "detailsUri",
    "target",
    "debugInfo",
    "additionalInfo",
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from localazure.arm.resource_type import Json, LocalAzure


def user_error(azure: LocalAzure, region: str, message: str, *inner: str, status: int = 400) -> ArmError:
    """Return the control plane's error (`managementfrontend`): the useful code sits in the inner ones.

    PlainType as quoted in pulumi/pulumi-azure-native#3687; the status of most cases is not published (400 assumed).
    """
    info = [*additional_info(azure.clock.now(), region), _info("InnerError", _nested(inner))]
    return ArmError(status, "UserError", message, details=[], additional_info=info)


class AccountError(ArmError):
    """What the service behind connections (`account-rp`) answers: it says who it is beside the error.

    PlainType: recording py-Connections.
    """

    def __init__(self, azure: LocalAzure, region: str, message: str, inner: str, status: int) -> None:
        super().__init__(status, "UserError", message, details=[])
        self.inner = inner
        self.envelope = {
            "correlation": {"operation": secrets.token_hex(16), "request": secrets.token_hex(8)},
            "environment": region,
            "location": region,
            "time": azure.clock.now().isoformat(),
            "componentName": "account-rp",
        }

    def body(self) -> Json:
        """Return the error with everything that is not set as null."""
        inner = {"code": self.inner, "innerError": None}
        return dict.fromkeys(_NOT_SET) | super().body() | {"innerError": inner}


def additional_info(now: datetime, region: str) -> list[Json]:
    """Return what the management front end says of itself in its errors."""
    values: Json = {
        "ComponentName": "managementfrontend",
        "Correlation": {"operation": secrets.token_hex(16), "request": secrets.token_hex(8)},
        "Environment": region,
        "Location": region,
        "Time": now.isoformat(),
    }
    return [_info(kind, value) for kind, value in values.items()]


def _info(kind: str, value: object) -> Json:
    return {"type": kind, "info": {"value": value}}


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
    PlainType as quoted in MicrosoftLearning/mslearn-azure-ml#30 and Azure/azureml-examples#1931.
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
