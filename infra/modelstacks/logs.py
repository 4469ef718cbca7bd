"""The log of what a command asks of Azure: to stderr, only where somebody asked for it, and never a secret.

A request is logged by its path, without its query (a SAS is one), without headers and without its body. From `debug` on
the loggers of azure-identity, azure-core and azure-ai-ml are heard, too; whatever they say passes `without_secrets`.
"""

from __future__ import annotations

import json
import logging
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from modelstacks.errors import UsageError
from modelstacks.redaction import without_secrets

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Service: TypeAlias = Literal["arm", "inference"]
LEVEL_VARIABLE = "MODELSTACKS_LOG"
FORMAT_VARIABLE = "MODELSTACKS_LOG_FORMAT"
OURS, AZURES = "modelstacks", "azure"
"""The loggers: each is the parent of all others of its name."""
NO_ANSWER = 0
"""The status of a request that nothing answered."""
TOO_MANY, SERVER_ERROR = 429, 500

logging.getLogger(OURS).addHandler(logging.NullHandler())
"""Where nobody set up logging, Python would print warnings by itself."""


class LogLevel(StrEnum):
    """From which level on something is logged: every request is `info`; 429, 5xx and no answer are `warning`."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogFormat(StrEnum):
    """A line for people, or a JSON object a line."""

    TEXT = "text"
    JSON = "json"


@dataclass(frozen=True)
class LoggedRequest:
    """A request and how it was answered; *status* NO_ANSWER: it was not, and *error* says why.

    *request_id* is what the service gave it, *client_request_id* what the client did; *error* is Azure's code. *sent*: how
    often it was, this time included.
    """

    method: str
    host: str
    path: str
    status: int
    seconds: float
    request_id: str | None = None
    client_request_id: str | None = None
    error: str | None = None
    scheme: str = "https"
    sent: int = 1

    def in_a_line(self, of: Service) -> str:
        """Return it in a line; a model's with the host: there the path does not say which endpoint it is."""
        address = self.path if of == "arm" else f"{self.host}{self.path}"
        answered = (str(self.status), self.error) if self.status else (self.error or "no answer",)
        parts = (self.method, address, *answered, milliseconds(self.seconds))
        return " ".join(filter(None, (*parts, self.request_id or self.client_request_id)))

    @property
    def is_odd(self) -> bool:
        """Whether it is worth a look on its own: throttled, failed at the service, or not answered."""
        return self.status in (NO_ANSWER, TOO_MANY) or self.status >= SERVER_ERROR


def milliseconds(seconds: float) -> str:
    """Return a duration as the log has it: `12 ms`."""
    return f"{seconds * 1000:.0f} ms"


hearers: list[Callable[[Service, LoggedRequest], None]] = []
"""Who else hears of each request, whatever is logged."""


def log_request(of: Service, request: LoggedRequest) -> None:
    """Log it under the name of the service."""
    for hear in hearers:
        hear(of, request)
    logger = logging.getLogger(f"{OURS}.{of}")
    level = logging.WARNING if request.is_odd else logging.INFO
    if logger.isEnabledFor(level):
        logger.log(level, request.in_a_line(of), extra={"request": request})


def set_up(level: LogLevel | None, form: LogFormat | None = None) -> None:
    """Log from *level* on to stderr, as text unless *form* says otherwise; None: nothing at all. What an earlier call set up ends."""
    for name in (OURS, AZURES):
        heard = name == OURS or level is LogLevel.DEBUG
        _hear(logging.getLogger(name), level if heard else None, form)


def set_up_from(environ: Mapping[str, str]) -> None:
    """Do so as MODELSTACKS_LOG and MODELSTACKS_LOG_FORMAT say, unless this process logs already.

    Raises UsageError naming the variable and what it takes.
    """
    if _handlers(logging.getLogger(OURS)):
        return
    level, form = environ.get(LEVEL_VARIABLE), environ.get(FORMAT_VARIABLE)
    set_up(
        LogLevel(_one_of(LogLevel, LEVEL_VARIABLE, level)) if level else None,
        LogFormat(_one_of(LogFormat, FORMAT_VARIABLE, form)) if form else None,
    )


def log_variables() -> dict[str, str]:
    """Return the variables by which a process that is started logs as this one does; none where this one does not."""
    logger = logging.getLogger(OURS)
    handlers = _handlers(logger)
    if not handlers:
        return {}
    form = LogFormat.JSON if isinstance(handlers[0].formatter, _JsonLines) else LogFormat.TEXT
    return {LEVEL_VARIABLE: logging.getLevelName(logger.level).lower(), FORMAT_VARIABLE: form}


def hears_requests() -> bool:
    """Say whether each request is logged."""
    logger = logging.getLogger(OURS)
    return bool(_handlers(logger)) and logger.isEnabledFor(logging.INFO)


def hears_azures_own() -> bool:
    """Say whether the loggers of Azure's SDKs are wanted, too."""
    return bool(_handlers(logging.getLogger(AZURES)))


def _one_of(known: type[StrEnum], variable: str, value: str) -> str:
    if value.lower() not in list(known):
        raise UsageError(f"{variable} is {value!r}; it can be {', '.join(known)}.")
    return value.lower()


def _hear(logger: logging.Logger, level: LogLevel | None, form: LogFormat | None) -> None:
    for handler in _handlers(logger):
        logger.removeHandler(handler)
    logger.propagate = level is None
    logger.setLevel(logging.NOTSET if level is None else level.upper())
    if level is not None:
        logger.addHandler(_Stderr(_JsonLines() if form is LogFormat.JSON else _TextLines()))


def _handlers(logger: logging.Logger) -> list[logging.Handler]:
    return [handler for handler in logger.handlers if isinstance(handler, _Stderr)]


class _Stderr(logging.Handler):
    """Writes to what is stderr at that moment: a progress line on a terminal puts itself in its place."""

    def __init__(self, formatter: logging.Formatter) -> None:
        super().__init__()
        self.setFormatter(formatter)

    def emit(self, record: logging.LogRecord) -> None:
        sys.stderr.write(self.format(record) + "\n")
        sys.stderr.flush()


class _TextLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC)
        line = f"{at:%H:%M:%S}.{record.msecs:03.0f}Z {record.levelname} {record.name} {record.getMessage()}"
        return without_secrets(
            f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line
        )


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        request = getattr(record, "request", None)
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if isinstance(request, LoggedRequest):
            line |= {**asdict(request), "seconds": round(request.seconds, 6)}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        safe = {
            name: without_secrets(value) if isinstance(value, str) else value for name, value in line.items()
        }
        return json.dumps(safe, ensure_ascii=False)
