"""Mistakes with the local Azure."""

from mistakes.mistake import Mistake

ANOTHER = "Choose a folder that you may write to, with --state or MODELSTACKS_LOCAL_STATE"


def local(kind: str, line: str, code: int, says: str, todo: str, azure: str | None = None) -> Mistake:
    """A line of `modelstacks local`."""
    files: dict[str, str | bytes | None] = {"a-file": "", "scenario.yaml": "name: mine\nregionz: []\n"}
    return Mistake(kind, f"local {line}", code, says, todo, files, azure=azure)


MISTAKES = (
    local(
        "not running",
        "status",
        1,
        "No local Azure is running with its state in {folder}",
        "modelstacks local start",
    ),
    local(
        "no variables of what does not run",
        "env",
        1,
        "No local Azure is running",
        "Start it: modelstacks local start",
    ),
    local("a file as the state", "start --state a-file", 2, "{folder}/a-file is a file", ANOTHER),
    local("a state below a file", "start --state a-file/state", 2, "{folder}/a-file is a file", ANOTHER),
    local(
        "a state that can't be made",
        "start --state /proc/state",
        2,
        "can't be created or written to",
        ANOTHER,
    ),
    local(
        "a port that is taken",
        "start --port {port} --state fresh",
        1,
        "Port {port} can't be used: Address already in use",
        "local start --port 8444 (0 picks a free one)",
        "owner",
    ),
    local(
        "another port for what runs",
        "start --port 1",
        1,
        "is already running, at {url}",
        "Stop it first",
        "owner",
    ),
    local(
        "another scenario for what runs",
        "start --scenario slow",
        1,
        "another scenario",
        "Stop it first",
        "owner",
    ),
    local("status of a file", "status --state a-file", 2, "{folder}/a-file is a file", ANOTHER),
    local(
        "unknown scenario",
        "start --scenario bigcorp",
        2,
        "There is no scenario bigcorp",
        "For a file of your own, give its path",
    ),
    local(
        "broken scenario",
        "start --scenario scenario.yaml",
        2,
        "scenario.yaml: regionz",
        "Begin a scenario of your own with `extends: sandbox`",
    ),
    local(
        "no such port",
        "start --port 99999",
        2,
        "Invalid value for '--port'",
        "less than or equal to 65535",
    ),
    local("another tool's command, locally", "up", 2, "No such command 'up'", "Did you mean 'start'?"),
    local("unknown principal", "env --principal boss", 2, "no principal boss", "It has: owner", "owner"),
    local("form of variables", "env --format toml", 2, "'toml' is not one of", "'shell', 'dotenv', 'json'"),
    local("duration", "clock --advance 7d", 2, "7d is not an ISO 8601 duration", "such as PT168H", "owner"),
    local(
        "clock backwards",
        "clock --advance -PT1H",
        2,
        "-PT1H is not an ISO 8601 duration",
        "such as PT168H",
        "owner",
    ),
    local(
        "unknown operation of a fault",
        "fault add --operation explode",
        2,
        "refused: operation",
        "'stuck' or 'fail'",
        "owner",
    ),
    local(
        "pattern of a fault",
        "fault add --status 503 --path (",
        2,
        "path: '(' is not a regular expression",
        "unterminated subpattern",
        "owner",
    ),
    local(
        "status of a fault",
        "fault add --status 200",
        2,
        "Invalid value for '--status'",
        "greater than or equal to 400",
        "owner",
    ),
    local(
        "time of a fault",
        "fault add --status 503 --after lunch",
        2,
        "refused: after",
        "'request' or 'response'",
        "owner",
    ),
    Mistake(
        "variables on top of no PEM",
        "local env",
        2,
        "{folder}/ca, which REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE or SSL_CERT_FILE or NODE_EXTRA_CA_CERTS names, is not a PEM",
        "or unset the variable",
        {"ca": b"\xff\xfe"},
        {"SSL_CERT_FILE": "{folder}/ca"},
        azure="owner",
    ),
)
