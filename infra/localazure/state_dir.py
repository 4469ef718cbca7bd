"""The state folder of a local Azure: what lies where, readable by its owner only.

azure.sqlite        resources and clock (store.py)
.gitignore          keeps all of this out of a repository
scenario.yaml       the scenario it runs;  scenario-given  what `--scenario` said
rows/               copies of what `--rows` named: catalogue rows of the user's own
secrets.json        client secrets, control token, Pulumi passphrase
signing-key.pem     the key tokens are signed with
tls/                local CA, its key, the server's certificate and key
server.json         pid and address of the running process
port                the port used last
server.log          what the process wrote
requests.jsonl      the requests it answered last, and requests.jsonl.1 those before (request_log.py)
ca-bundle.pem       the CAs of the system or the user, plus the local CA
pulumi-home/        plugins, for PULUMI_HOME;  pulumi-state/  the file backend
azure-cli/          what `az` keeps, for AZURE_CONFIG_DIR
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from localazure.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

STATE_VARIABLE = "MODELSTACKS_LOCAL_STATE"
ANOTHER_FOLDER = f"Choose a folder that you may write to, with --state or {STATE_VARIABLE}."


def default_state_dir(environ: Mapping[str, str], cwd: Path) -> Path:
    """Return the state folder where none is given.

    MODELSTACKS_LOCAL_STATE, else `.modelstacks/local` in the nearest ancestor of *cwd* that has one or a `.git`,
    else in *cwd* itself.
    """
    if given := environ.get(STATE_VARIABLE):
        return Path(given).expanduser().absolute()
    ancestors = [cwd, *cwd.parents]
    root = next((folder for folder in ancestors if _is_project(folder)), cwd)
    return root / ".modelstacks" / "local"


def _is_project(folder: Path) -> bool:
    return (folder / ".modelstacks" / "local").is_dir() or (folder / ".git").exists()


class StateDir:
    """One state folder, made (mode 0700) when first used."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()

    @property
    def database(self) -> Path:
        """The SQLite file of resources and clock."""
        return self.path / "azure.sqlite"

    @property
    def scenario(self) -> Path:
        """The copy of the scenario in use."""
        return self.path / "scenario.yaml"

    @property
    def scenario_given(self) -> Path:
        """The file that keeps what `--scenario` said last: a name, or a file's path."""
        return self.path / "scenario-given"

    @property
    def rows_folder(self) -> Path:
        """The folder of the copies of what `--rows` named."""
        return self.path / "rows"

    @property
    def rows(self) -> tuple[Path, ...]:
        """The copies, in the order they were given."""
        return tuple(sorted(self.rows_folder.glob("*.yaml")))

    @property
    def tls(self) -> Path:
        """The folder of the certificates."""
        return self.path / "tls"

    @property
    def server(self) -> Path:
        """The file that says which process serves this state, and where."""
        return self.path / "server.json"

    @property
    def log(self) -> Path:
        """The log of the process."""
        return self.path / "server.log"

    @property
    def requests(self) -> Path:
        """The log of requests."""
        return self.path / "requests.jsonl"

    @property
    def ca_bundle(self) -> Path:
        """The CA file that `local env` names."""
        return self.path / "ca-bundle.pem"

    @property
    def pulumi_home(self) -> Path:
        """The private PULUMI_HOME that holds the stand-in plugin."""
        return self.path / "pulumi-home"

    @property
    def pulumi_backend(self) -> Path:
        """The folder of Pulumi's file backend."""
        return self.path / "pulumi-state"

    @property
    def azure_cli(self) -> Path:
        """The private AZURE_CONFIG_DIR."""
        return self.path / "azure-cli"

    def require_folder(self) -> None:
        """Raise UsageError where a file stands in the way."""
        there = next(path for path in (self.path, *self.path.parents) if path.exists())
        if not there.is_dir():
            raise UsageError(f"{self.path} can't be a state folder: {there} is a file.\n{ANOTHER_FOLDER}")

    def make(self) -> None:
        """Make the folder, closed to others and to git; what exists is closed too.

        Raises UsageError where that can't be done.
        """
        self.require_folder()
        try:
            ignored = private_dir(self.path) / ".gitignore"
            if not ignored.exists():
                write_private(ignored, "*\n")
        except OSError as err:
            raise UsageError(
                f"The state folder {self.path} can't be created or written to: {err.strerror}.\n{ANOTHER_FOLDER}"
            ) from err

    def remembered_port(self) -> int | None:
        """Return the port this state was served on last, or None."""
        try:
            return int((self.path / "port").read_text())
        except (FileNotFoundError, ValueError):
            return None

    def remember_port(self, port: int) -> None:
        """Keep the port for the next start."""
        write_private(self.path / "port", f"{port}\n")

    def secret(self, name: str) -> str:
        """Return the secret of that name, generated when first asked for and kept ever after."""
        generated = self._secrets()
        if name not in generated:
            with self.lock("secrets.lock"):
                generated = self._secrets()
                generated.setdefault(name, secrets.token_urlsafe(30))
                write_private(self._secrets_file, json.dumps(generated, indent=1))
        return generated[name]

    @property
    def _secrets_file(self) -> Path:
        return self.path / "secrets.json"

    def _secrets(self) -> dict[str, str]:
        try:
            generated: dict[str, str] = json.loads(self._secrets_file.read_text())
        except FileNotFoundError:
            return {}
        return generated

    def control_token(self) -> str:
        """Return the bearer token of the control API."""
        return self.secret("control")

    def client_secret(self, principal: str) -> str:
        """Return the client secret of the principal of that name."""
        return self.secret(f"client/{principal}")

    def private_text(self, name: str, make: Callable[[], str]) -> str:
        """Return the text of the file *name*, written with *make* when it is not there."""
        file = self.path / name
        if not file.exists():
            write_private(file, make())
        return file.read_text()

    @contextmanager
    def lock(self, name: str = "lock") -> Iterator[None]:
        """Let one process at a time in; others wait. The default one is for starting, stopping and resetting."""
        self.make()
        descriptor = os.open(self.path / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def private_dir(path: Path) -> Path:
    """Make *path* with mode 0700, or close it to others; return it."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)
    return path


def write_private(file: Path, text: str, mode: int = 0o600) -> None:
    """Write *text* whole or not at all: readers never see half a file; *mode* must shut others out."""
    fresh = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
    fresh.replace(file)
