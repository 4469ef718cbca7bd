"""Mistakes with Pulumi: no engine, no backend, no passphrase, names and keys that it or we do not know."""

from mistakes.mistake import Mistake

BACKEND = {
    "PULUMI_HOME": "{folder}/home",
    "PULUMI_BACKEND_URL": "file://{folder}/state",
    "PULUMI_CONFIG_PASSPHRASE": "right",
}
SALT = "v1:MuenWnE4x5o=:v1:4BAE+APqA6wJY5dr:NA+Nl4ZaP68tH2QsNm3xp5bB/YFqWg=="
"""Of the passphrase `right`."""
PROJECT = "name: modelstacks-models\nruntime: python\n"
FILES = {"state/": "", "Pulumi.yaml": PROJECT}


def stack(
    kind: str,
    says: str,
    todo: str,
    *,
    line: str = "preview",
    code: int = 1,
    config: str = "",
    **environ: str | None,
) -> Mistake:
    """A project with a backend of its own, whose stack holds *config*."""
    text = f"encryptionsalt: {SALT}\n" + (f"config:\n  {config}\n" if config else "")
    files = {**FILES, "Pulumi.dev.yaml": text}
    return Mistake(kind, line, code, says, todo, files, {**BACKEND, **environ}, engine=True)


MISTAKES = (
    Mistake(
        "no engine",
        "preview",
        1,
        "The Pulumi engine is incomplete: pulumi",
        "Run `modelstacks doctor --fix`",
        environ={"PATH": "/nowhere", "XDG_CACHE_HOME": "{folder}/cache"},
    ),
    stack("no backend", "PULUMI_BACKEND_URL is not set", "run `pulumi login`", PULUMI_BACKEND_URL=None),
    stack(
        "backend's folder missing",
        "no such file or directory",
        "or create the folder",
        PULUMI_BACKEND_URL="file:///nowhere",
    ),
    stack(
        "unknown backend",
        "PULUMI_BACKEND_URL is nonsense://x",
        "name another backend",
        PULUMI_BACKEND_URL="nonsense://x",
    ),
    stack(
        "no passphrase",
        "passphrase must be set",
        "Set PULUMI_CONFIG_PASSPHRASE",
        PULUMI_CONFIG_PASSPHRASE=None,
    ),
    stack("wrong passphrase", "incorrect passphrase", "Set that one", PULUMI_CONFIG_PASSPHRASE="wrong"),
    stack(
        "no stack to destroy",
        "There is no stack dev of modelstacks-models in this backend",
        "--stack NAME; PULUMI_BACKEND_URL chooses the backend",
        line="destroy --yes",
        code=2,
        PULUMI_CONFIG_PASSPHRASE=None,
    ),
    stack(
        "name of a stack",
        "--stack 'a b' is not a stack name",
        "--stack a-b",
        line="preview --stack 'a b'",
        code=2,
    ),
    stack(
        "unknown key of the config",
        "modelstacks:smokelevel, which is not a known key; did you mean 'smokeLevel'",
        "pulumi config rm modelstacks:smokelevel",
        code=2,
        config="modelstacks:smokelevel: basic",
    ),
    stack(
        "unknown strictness",
        "modelstacks:check is 'stirct'",
        "pulumi config set modelstacks:check strict",
        config="modelstacks:check: stirct",
    ),
    stack(
        "unknown level",
        "modelstacks:smokeLevel is 'deep'",
        "pulumi config set modelstacks:smokeLevel basic",
        config="modelstacks:smokeLevel: deep",
    ),
    stack(
        "time-out in words",
        "modelstacks:smokeTimeout is 'soon'",
        "pulumi config set modelstacks:smokeTimeout",
        config="modelstacks:smokeTimeout: soon",
    ),
    stack(
        "another subscription",
        "but the provider would write to",
        "pulumi config set azure-native:subscriptionId",
        config="azure-native:subscriptionId: 5ab5c41b-0000-4000-8000-00000000000f",
    ),
)
