"""The certificates of the local Azure: a CA of its own and a leaf for loopback, reused over restarts."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import certifi
import trustme

from localazure.errors import UsageError
from localazure.state_dir import private_dir, write_private

if TYPE_CHECKING:
    from collections.abc import Mapping

IDENTITIES = ("localhost", "127.0.0.1", "::1")
REPLACING = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")  # they name all that is trusted
ADDING = ("NODE_EXTRA_CA_CERTS",)  # adds to what is trusted anyway


@dataclass(frozen=True)
class Certificates:
    """The files: *ca* is what clients trust; *server* holds the leaf's key and chain."""

    ca: Path
    server: Path


def files(folder: Path) -> Certificates:
    """Return where the certificates of *folder* lie, whether made yet or not."""
    return Certificates(ca=folder / "ca.pem", server=folder / "server.pem")


def certificates(folder: Path) -> Certificates:
    """Return the certificates in *folder*, made when they are not there."""
    paths = files(folder)
    if not (paths.ca.exists() and paths.server.exists()):
        private_dir(folder)
        authority = trustme.CA(organization_name="modelstacks local Azure")
        leaf = authority.issue_cert(*IDENTITIES, organization_name="modelstacks local Azure")
        write_private(paths.server, leaf.private_key_and_cert_chain_pem.bytes().decode())
        write_private(paths.ca, authority.cert_pem.bytes().decode())
    return paths


def write_bundle(bundle: Path, ca: Path, environ: Mapping[str, str]) -> None:
    """Write the CA file for a user's shell: what it trusted before, plus the local *ca*.

    Before means the files the usual variables name; where none replaces the system's, OpenSSL's default file or
    certifi's. A bundle that holds the local CA already (the shell was set up by us) is not made longer.
    """
    trusted = ""
    for file in (*_trusted_before(environ), ca):
        text = _pem(file)
        if text not in trusted:
            trusted += f"{text}\n"
    write_private(bundle, trusted)


def _pem(file: Path) -> str:
    """Return the content of a CA file. Raises UsageError where it is no text."""
    try:
        return file.read_text(encoding="utf-8").strip()
    except UnicodeDecodeError as err:
        raise UsageError(
            f"{file}, which {' or '.join((*REPLACING, *ADDING))} names, is not a PEM file: it is not text.\n"
            "Name a PEM file with the certificates to trust, or unset the variable."
        ) from err


def _trusted_before(environ: Mapping[str, str]) -> list[Path]:
    replacing, adding = ([Path(environ[n]) for n in names if environ.get(n)] for names in (REPLACING, ADDING))
    if not any(file.is_file() for file in replacing):
        system = ssl.get_default_verify_paths().cafile
        replacing = [Path(system or certifi.where())]
    return [file for file in (*replacing, *adding) if file.is_file()]


def client_context(ca: Path) -> ssl.SSLContext:
    """Return a context that trusts the local CA and nothing else."""
    return ssl.create_default_context(cafile=str(ca))
