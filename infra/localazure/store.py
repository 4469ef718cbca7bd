"""The local Azure's memory: one SQLite file (WAL, mode 0600). What a call returned from survives `kill -9`."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import asdict
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from localazure.arm.ids import ResourceId
from localazure.arm.operation import Running
from localazure.arm.resource_type import Resource
from localazure.arm.store import LOOKED_FOR
from localazure.errors import LocalAzureError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from localazure.arm.store import Field


def _value_of(field: str) -> str:
    """Return the SQL of a body's field, in small letters; what SQLite can't read (NaN) has none."""
    return f"lower(CASE WHEN json_valid(body) THEN json_extract(body, '$.{field}') END)"


FORMAT, UNMARKED = 1, 0
"""To be raised when what lies in the file means something else than before; SQLite keeps it as `user_version`."""
SCHEMA = """
CREATE TABLE IF NOT EXISTS resources (
    key TEXT PRIMARY KEY, type TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, private TEXT NOT NULL,
    created TEXT NOT NULL, changed TEXT NOT NULL, etag TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS resources_by_type ON resources (type, key);
CREATE TABLE IF NOT EXISTS operations (
    name TEXT PRIMARY KEY, resource TEXT NOT NULL, status TEXT NOT NULL, polls INTEGER NOT NULL,
    due TEXT NOT NULL, document TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS operations_by_resource ON operations (resource, status);
CREATE INDEX IF NOT EXISTS operations_by_status ON operations (status, due);
CREATE TABLE IF NOT EXISTS small_values (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
NAME = "substr(key, length(rtrim(key, replace(key, '/', ''))) + 1)"
"""What stands after the last slash of a key."""
INDEXES = f"CREATE INDEX IF NOT EXISTS resources_by_name ON resources (type, {NAME});" + "".join(
    f'CREATE INDEX IF NOT EXISTS "resources_by_{name}" ON resources ({value}) WHERE {value} IS NOT NULL;'
    for name, value in {name: _value_of(name) for name in LOOKED_FOR}.items()
)
OUTERMOST = ("BEGIN IMMEDIATE", ("ROLLBACK",), "COMMIT")
NESTED = ("SAVEPOINT step", ("ROLLBACK TO step", "RELEASE step"), "RELEASE step")
AT_ONCE = 100
COLUMNS = "id, body, private, created, changed, etag"


class SqliteStore:
    """The Store of azure.py in one file. Used by one thread at a time: the server's event loop."""

    def __init__(self, path: Path) -> None:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        self._connection = sqlite3.connect(path, isolation_level=None)
        # A crash of the process loses nothing at NORMAL; only a power cut could, which is not our case.
        self._connection.executescript(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;" + SCHEMA + INDEXES
        )
        self._connection.execute(f"PRAGMA user_version = {FORMAT}")

    def close(self) -> None:
        """Close the file; the store can't be used afterwards."""
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make everything written inside one step: all of it on disk at the end, none if an exception leaves.

        Inside another one it is a step of that one, undone alone.
        """
        begin, undo, end = NESTED if self._connection.in_transaction else OUTERMOST
        self._connection.execute(begin)
        try:
            yield
        except BaseException:
            for command in undo:
                self._connection.execute(command)
            raise
        self._connection.execute(end)

    def clear(self) -> None:
        """Forget everything."""
        with self.transaction():
            for table in ("resources", "operations", "small_values"):
                self._connection.execute(f"DELETE FROM {table}")  # noqa: S608  the names stand one line above

    def find(self, resource_id: ResourceId | str) -> Resource | None:
        """Return the resource, whatever the casing of *resource_id*, or None."""
        key = _key(resource_id)
        row = self._connection.execute(f"SELECT {COLUMNS} FROM resources WHERE key = ?", (key,)).fetchone()  # noqa: S608
        return None if row is None else _resource(row)

    def id_of(self, resource_id: ResourceId | str) -> str | None:
        """Return the resource's id as it was first written, or None: `find` without reading what it holds."""
        key = _key(resource_id)
        row = self._connection.execute("SELECT id FROM resources WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def of_type(self, type_name: str, scope: str = "") -> Iterator[Resource]:
        """Yield the resources of *type_name* (any casing) whose id lies below *scope*, by id."""
        sql = f"SELECT {COLUMNS} FROM resources WHERE type = ? AND key > ? AND key < ? ORDER BY key"  # noqa: S608
        return self._resources(sql, (type_name.lower(), *_below(scope)))

    def fields(self, type_name: str, scope: str, *fields: str) -> Iterator[tuple[Any, ...]]:
        """Yield, of what `of_type` yields, the id in small letters and what stands in these *fields* of the body.

        That takes a fifth of the time. Objects come as JSON texts; of a body that SQLite can't read (NaN) nothing does.
        """
        found = ", ".join(f"json_extract(body, '$.{field}')" for field in fields)
        sql = (
            f"SELECT key, {found} FROM resources "  # noqa: S608
            "WHERE type = ? AND key > ? AND key < ? AND json_valid(body) ORDER BY key"
        )
        return iter(self._connection.execute(sql, (type_name.lower(), *_below(scope))).fetchall())

    def at_or_above(self, type_name: str, scope: str) -> Iterator[Resource]:
        """Yield the resources of the extension type *type_name* at *scope* (an id, or "") and above it, by id."""
        low, high = _below(f"/providers/{type_name}")
        # Every other one: an id is two segments longer than that of what it lies in, or four, or six.
        scopes = list(accumulate(scope.rstrip("/").lower().split("/"), "{}/{}".format))[::2]
        bounds = [bound for each in scopes for bound in (each + low, each + high)]
        ranges = ", ".join(["(?, ?)"] * len(scopes))
        sql = (
            f"WITH ranges(low, high) AS (VALUES {ranges}) SELECT {COLUMNS} FROM ranges CROSS JOIN resources "  # noqa: S608
            "WHERE type = ? AND key > low AND key < high ORDER BY key"
        )
        return self._resources(sql, (*bounds, type_name.lower()))

    def named(self, type_name: str, name: str) -> Iterator[Resource]:
        """Yield the resources of *type_name* whose last name that is, both in any casing, by id."""
        sql = f"SELECT {COLUMNS} FROM resources WHERE type = ? AND {NAME} = ? ORDER BY key"  # noqa: S608
        return self._resources(sql, (type_name.lower(), name.lower()))

    def with_field(self, field: Field, value: str | None = None) -> Iterator[Resource]:
        """Yield the resources whose body has *field*, and in it that *value* (any casing) if one is given, by id."""
        found = _value_of(field)
        wanted, values = ("", ()) if value is None else (f"AND {found} = ?", (value.lower(),))
        # Left alone, SQLite would read everything there is in the order asked for, and not the index.
        sql = (
            f'SELECT {COLUMNS} FROM resources INDEXED BY "resources_by_{field}" '  # noqa: S608
            f"WHERE {found} IS NOT NULL {wanted} ORDER BY key"
        )
        return self._resources(sql, values)

    def below(self, scope: str) -> Iterator[Resource]:
        """Yield every resource below *scope*, by id, *scope* itself left out."""
        sql = f"SELECT {COLUMNS} FROM resources WHERE key > ? AND key < ? ORDER BY key"  # noqa: S608
        return self._resources(sql, _below(scope))

    def each_below(self, scope: str, type_name: str = "", after: str = "") -> Iterator[Resource]:
        """Yield each resource below *scope*, of *type_name* if one is given, by id, and read no more than are taken.

        *after* is an id in small letters behind which to begin. What is written meanwhile may be among them.
        """
        low, high = _below(scope)
        of_type = "INDEXED BY resources_by_type WHERE type = ? AND" if type_name else "WHERE"
        values = [type_name.lower()] if type_name else []
        sql = f"SELECT {COLUMNS} FROM resources {of_type} key > ? AND key < ? ORDER BY key LIMIT {AT_ONCE}"  # noqa: S608
        last = max(low, after)
        while rows := self._connection.execute(sql, (*values, last, high)).fetchall():
            yield from map(_resource, rows)
            last = rows[-1][0].lower()

    def _resources(self, sql: str, values: Iterable[str]) -> Iterator[Resource]:
        # All rows at once: whoever iterates may write meanwhile.
        return map(_resource, self._connection.execute(sql, tuple(values)).fetchall())

    def put(self, resource: Resource) -> None:
        """Write the resource."""
        self._connection.execute(
            "INSERT OR REPLACE INTO resources (key, type, id, body, private, created, changed, etag) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                resource.id.key,
                resource.id.type.lower(),
                str(resource.id),
                json.dumps(resource.body),
                json.dumps(resource.private),
                resource.created,
                resource.changed,
                resource.etag,
            ),
        )

    def delete(self, resource_id: ResourceId | str) -> None:
        """Forget the resource; unknown ids are ignored."""
        self._connection.execute("DELETE FROM resources WHERE key = ?", (_key(resource_id),))

    def get_value(self, key: str) -> str | None:
        """Return a small value kept outside resources, or None."""
        row = self._connection.execute("SELECT value FROM small_values WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def put_value(self, key: str, value: str) -> None:
        """Write such a value."""
        self._connection.execute("INSERT OR REPLACE INTO small_values VALUES (?, ?)", (key, value))

    def find_operation(self, name: str) -> Running | None:
        """Return the operation of that name, running or ended, or None."""
        return next(self._operations("name = ?", name), None)

    def running_operation(self, resource_id: ResourceId | str) -> Running | None:
        """Return the operation that runs on the resource, or None."""
        return next(self._operations("resource = ? AND status = 'InProgress'", _key(resource_id)), None)

    def due_operations(self, now: str) -> list[Running]:
        """Return the running operations that have been polled enough and whose time is up at *now* (ISO 8601)."""
        return list(self._operations("status = 'InProgress' AND polls <= 0 AND due <= ?", now))

    def operations_due_at(self, due: str) -> list[Running]:
        """Return the running operations whose time is exactly that."""
        return list(self._operations("status = 'InProgress' AND due = ?", due))

    def put_operation(self, running: Running) -> None:
        """Write the operation."""
        self._connection.execute(
            "INSERT OR REPLACE INTO operations (name, resource, status, polls, due, document) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (
                running.name.lower(),
                running.resource.lower(),
                running.status,
                running.polls,
                running.due,
                json.dumps(asdict(running)),
            ),
        )

    def _operations(self, condition: str, value: str) -> Iterator[Running]:
        sql = f"SELECT document FROM operations WHERE {condition} ORDER BY due"  # noqa: S608  *condition* is ours
        rows = self._connection.execute(sql, (value.lower() if "name" in condition else value,)).fetchall()
        return (Running(**json.loads(document)) for (document,) in rows)


def check_format(path: Path) -> None:
    """Raise LocalAzureError where the file is there, but is no store or that of another version of modelstacks."""
    if not path.exists():
        return
    try:
        with closing(sqlite3.connect(path)) as connection:
            (written,) = connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.DatabaseError as err:
        raise LocalAzureError(
            f"{path} can't be read: {err}.\nEmpty the local Azure: modelstacks local reset"
        ) from err
    if written not in (UNMARKED, FORMAT):
        raise LocalAzureError(
            f"{path} was written by another version of modelstacks (format {written}, this one has {FORMAT}).\n"
            "Use that version, or empty the local Azure: modelstacks local reset"
        )


def _key(resource_id: ResourceId | str) -> str:
    return resource_id.key if isinstance(resource_id, ResourceId) else resource_id.lower()


def _below(scope: str) -> tuple[str, str]:
    """Return the bounds of the keys below *scope*: "0" is the character after "/"."""
    key = scope.rstrip("/").lower()
    return f"{key}/", f"{key}0"


def _resource(row: tuple[Any, ...]) -> Resource:
    id_, body, private, created, changed, etag = row
    return Resource(ResourceId.parse(id_), json.loads(body), json.loads(private), created, changed, etag)
