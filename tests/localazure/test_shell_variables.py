"""Every variable of `local env`, made in this process: no server runs."""

from __future__ import annotations

import sys
from importlib import metadata
from pathlib import Path

import pytest

from localazure import environment, preparing, tls
from localazure.errors import UsageError
from localazure.process import Server
from localazure.state_dir import StateDir, default_state_dir, private_dir, write_private

URL = "https://localhost:8555"
SERVER = Server(1, URL)


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> StateDir:
    """A state folder that is ready to be served."""
    state = StateDir(tmp_path_factory.mktemp("state"))
    preparing.prepare(state, None)
    return state


@pytest.mark.parametrize("principal", [None, "owner", "reader"])
def test_all_variables(state: StateDir, principal: str | None) -> None:
    given = {"PATH": "/usr/bin::/bin"}

    variables = environment.environment(state, SERVER, principal, given)

    programs, *engine, second, last = variables.pop("PATH").split(":")
    assert (programs, second, last) == (str(Path(sys.executable).parent), "/usr/bin", "/bin")
    assert all("pulumi" in entry or "modelstacks" in entry for entry in engine)
    who = principal or "owner"
    identity = {
        "TENANT_ID": "72f988bf-0000-4000-8000-00000000cafe",
        "CLIENT_ID": f"a9911ca7-0000-4000-8000-00000000000{1 if who == 'owner' else 3}",
        "CLIENT_SECRET": state.client_secret(who),
        "SUBSCRIPTION_ID": "5ab5c41b-0000-4000-8000-000000000001",
    }
    bundle = str(state.path / "ca-bundle.pem")
    assert variables == {
        "MODELSTACKS_LOCAL_STATE": str(state.path),
        "MODELSTACKS_LOCAL_URL": URL,
        "ARM_CLOUD_METADATA_URL": f"{URL}/metadata/endpoints?api-version=2020-06-01",
        "ARM_METADATA_HOSTNAME": "localhost:8555",
        "ARM_METADATA_HOST": "localhost:8555",
        "ARM_RESOURCE_MANAGER_ENDPOINT": URL,
        "ARM_RESOURCE_MANAGER_AUDIENCE": URL,
        "ARM_ACTIVE_DIRECTORY_AUTHORITY_HOST": URL,
        "ARM_DISABLE_INSTANCE_DISCOVERY": "true",
        "AZURE_AUTHORITY_HOST": URL,
        "REGISTRY_DISCOVERY_ENDPOINT_URL": URL,
        **{f"AZURE_{name}": value for name, value in identity.items()},
        **{f"ARM_{name}": value for name, value in identity.items()},
        "REQUESTS_CA_BUNDLE": bundle,
        "SSL_CERT_FILE": bundle,
        "NODE_EXTRA_CA_CERTS": bundle,
        "CURL_CA_BUNDLE": bundle,
        "PULUMI_HOME": str(state.path / "pulumi-home"),
        "PULUMI_BACKEND_URL": (state.path / "pulumi-state").as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "modelstacks-local",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_PYTHON_CMD": sys.executable,
        "AZURE_CONFIG_DIR": str(state.path / "azure-cli"),
        "AZURE_CORE_INSTANCE_DISCOVERY": "false",
    }


def test_the_plugin_lies_where_the_engine_takes_it_as_installed(state: StateDir, tmp_path: Path) -> None:
    version = metadata.version("pulumi-azure-native")
    environment.environment(state, SERVER, None, {})
    launcher = environment.install_plugin(tmp_path, "1.2.3")

    assert launcher == tmp_path / "plugins/resource-azure-native-v1.2.3/pulumi-resource-azure-native"
    assert (state.pulumi_home / f"plugins/resource-azure-native-v{version}").is_dir()
    assert launcher.read_text() == f'#!/bin/sh\nexec {sys.executable} -P -m azure_native_standin "$@"\n'
    assert launcher.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", ["bob", "team"])
def test_who_cannot_sign_in(state: StateDir, name: str, tmp_path: Path) -> None:
    own = StateDir(tmp_path)
    preparing.prepare(own, None)
    group = "principals:\n  - {name: team, object_id: t, type: Group}\n"
    write_private(own.scenario, own.scenario.read_text().replace("principals:\n", group))

    with pytest.raises(UsageError) as refused:
        environment.environment(own, SERVER, name, {})

    assert str(refused.value) == (
        f"The scenario sandbox has no principal {name} to sign in as.\nIt has: owner, deployer, reader, none."
    )


def test_a_bundle_that_is_none_is_named(tmp_path: Path) -> None:
    bad, local = tmp_path / "bad.der", tmp_path / "ca.pem"
    bad.write_bytes(b"\xff\xfe\x00")
    local.write_text("LOCAL\n")

    with pytest.raises(UsageError) as refused:
        tls.write_bundle(tmp_path / "bundle.pem", local, {"SSL_CERT_FILE": str(bad)})

    assert str(refused.value) == (
        f"{bad}, which REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE or SSL_CERT_FILE or NODE_EXTRA_CA_CERTS names, is not a PEM "
        "file: it is not text.\nName a PEM file with the certificates to trust, or unset the variable."
    )


def test_a_file_that_is_not_there_replaces_nothing(tmp_path: Path) -> None:
    local = tmp_path / "ca.pem"
    local.write_text("LOCAL\n")

    tls.write_bundle(tmp_path / "bundle.pem", local, {"SSL_CERT_FILE": str(tmp_path / "gone.pem")})

    written = (tmp_path / "bundle.pem").read_text()
    assert written.count("BEGIN CERTIFICATE") > 20
    assert written.endswith("\nLOCAL\n")


def test_certificates_are_made_once_and_anew_where_one_is_gone(tmp_path: Path) -> None:
    made = tls.certificates(tmp_path)
    first = made.ca.read_text()
    assert tls.certificates(tmp_path).ca.read_text() == first

    made.server.unlink()

    assert tls.certificates(tmp_path).ca.read_text() != first
    assert [made.ca.name, made.server.name] == ["ca.pem", "server.pem"]
    assert made.server.stat().st_mode & 0o777 == 0o600


def test_a_folder_that_can_be_no_state(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    way_out = "Choose a folder that you may write to, with --state or MODELSTACKS_LOCAL_STATE."

    with pytest.raises(UsageError) as refused:
        StateDir(file / "below").make()

    assert str(refused.value) == (f"{file / 'below'} can't be a state folder: {file} is a file.\n{way_out}")


@pytest.mark.parametrize(("text", "port"), [("8443\n", 8443), ("none", None), (None, None)])
def test_the_port_used_last(tmp_path: Path, text: str | None, port: int | None) -> None:
    if text is not None:
        (tmp_path / "port").write_text(text)

    assert StateDir(tmp_path).remembered_port() == port
    StateDir(tmp_path).remember_port(1)
    assert StateDir(tmp_path).remembered_port() == 1


def test_without_a_project_the_folder_itself_holds_it() -> None:
    nowhere = Path("/nowhere/at/all")

    assert default_state_dir({"MODELSTACKS_LOCAL_STATE": ""}, nowhere) == nowhere / ".modelstacks" / "local"
    assert default_state_dir({"MODELSTACKS_LOCAL_STATE": "~/x"}, nowhere) == Path.home() / "x"
    assert default_state_dir({"MODELSTACKS_LOCAL_STATE": "x"}, nowhere) == Path.cwd() / "x"


def test_what_is_private_stays_so(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir(mode=0o755)
    file = tmp_path / "open" / "file"
    private_dir(tmp_path / "open")
    write_private(file, "one")
    write_private(file, "two")

    assert (tmp_path / "open").stat().st_mode & 0o777 == 0o700
    assert (file.read_text(), file.stat().st_mode & 0o777) == ("two", 0o600)
    assert list((tmp_path / "open").iterdir()) == [file]


def test_git_is_told_once(tmp_path: Path) -> None:
    state = StateDir(tmp_path / "s")
    state.make()
    (state.path / ".gitignore").write_text("mine\n")
    state.make()

    assert (state.path / ".gitignore").read_text() == "mine\n"
