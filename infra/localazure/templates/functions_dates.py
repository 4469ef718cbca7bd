"""Functions on dates: ISO 8601 durations, and .NET's ways of writing a time.

Ours, because a template may add months and years: pydantic's durations count them as 30 and 365 days.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from localazure.templates import refusals
from localazure.templates.function import Function, plain, text, whole

if TYPE_CHECKING:
    from localazure.templates.function import Context

_DURATION = re.compile(
    r"(?P<sign>-?)P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)
_WITHIN = ("weeks", "days", "hours", "minutes", "seconds")
_FORMATS = {
    "": "%Y%m%dT%H%M%SZ",
    "o": "%Y-%m-%dT%H:%M:%S.%f0Z",
    "u": "%Y-%m-%d %H:%M:%SZ",
    "d": "%m/%d/%Y",
    "s": "%Y-%m-%dT%H:%M:%S",
}
_TOKENS = {"yyyy": "%Y", "yy": "%y", "MM": "%m", "dd": "%d", "HH": "%H", "hh": "%I", "mm": "%M", "ss": "%S"}


def _shown(moment: datetime, how: str) -> str:
    """Return a time in one of .NET's standard formats, or in a custom one of the common tokens."""
    pattern = _FORMATS.get(how)
    if pattern is None:
        pattern = re.sub("|".join(_TOKENS), lambda match: _TOKENS[match[0]], how)
    return moment.astimezone(UTC).strftime(pattern)


def _utc_now(context: Context, values: list[Any]) -> str:
    """utcNow([format]): of a parameter's default only."""
    if not context.is_default:
        raise refusals.not_here("utcNow")
    return _shown(context.surroundings.now, text("utcNow", values[0]) if values else "")


def _add(base: Any, duration: Any, how: Any = None) -> str:
    """dateTimeAdd(base, duration, [format]); without a format the result is written without fractions."""
    moment = _read("dateTimeAdd", base)
    match = _DURATION.fullmatch(text("dateTimeAdd", duration))
    if match is None:
        raise refusals.wrong_arguments("dateTimeAdd", "the second parameter must be an ISO 8601 duration.")
    parts = {name: int(value) for name, value in match.groupdict().items() if name != "sign" and value}
    sign = -1 if match["sign"] else 1
    moment = _months_later(moment, sign * (12 * parts.get("years", 0) + parts.get("months", 0)))
    moment += sign * timedelta(**{name: parts.get(name, 0) for name in _WITHIN})
    return _shown(moment, text("dateTimeAdd", how)) if how else moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _months_later(moment: datetime, months: int) -> datetime:
    years, month = divmod(moment.month - 1 + months, 12)
    year, month = moment.year + years, month + 1
    _, last = monthrange(year, month)
    return moment.replace(year=year, month=month, day=min(moment.day, last))


def _read(name: str, value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text(name, value)))
    except ValueError as err:
        raise refusals.wrong_arguments(name, "the first parameter must be a date and time.") from err
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _from_epoch(seconds: Any) -> str:
    return datetime.fromtimestamp(whole("dateTimeFromEpoch", seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


FUNCTIONS = (
    Function("utcNow", _utc_now, 0, 1),
    plain("dateTimeAdd", _add, 2, 3),
    plain("dateTimeFromEpoch", _from_epoch, 1),
    plain("dateTimeToEpoch", lambda value: int(_read("dateTimeToEpoch", value).timestamp()), 1),
)
