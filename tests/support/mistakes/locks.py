"""Mistakes with the lock; what is decided there is never guessed at."""

from mistakes.mistake import HEAD, Mistake

LOCK = "deployments.lock.yaml"
ROW = """\
    asked: 0ab000000000
    generation: 1
    model: azureml://registries/azureml/models/Phi-4
    mode: serverless
    region: swedencentral
    workspace: chat-sweden
    instances: 1
"""
LONG = f"{HEAD}  chat: {{model: Phi-4, mode: serverless, endpoint: {'a' * 52}}}\n"
BACK = f"Restore {LOCK} from version control and run `modelstacks lock`"


def lock(kind: str, text: str | bytes | None, says: str, todo: str) -> Mistake:
    """A lock that does not fit the good spec."""
    return Mistake(kind, "lock --check", 2, says, todo, {LOCK: text})


MISTAKES = (
    lock("no lock", None, f"{LOCK} is missing", "Run `modelstacks lock deployments.yaml`"),
    lock(
        "stale lock", f"format: 1\ndeployments:\n  chat:\n{ROW}", "(changed: chat)", "Run `modelstacks lock"
    ),
    lock(
        "another spec's lock",
        f"format: 1\ndeployments:\n  phi:\n{ROW}",
        "new: chat; gone: phi",
        "Run `modelstacks lock",
    ),
    lock(
        "merge conflict in the lock",
        f"format: 1\n<<<<<<< HEAD\n{ROW}=======\n>>>>>>> b\n",
        f"{LOCK}:2:1: a merge",
        BACK,
    ),
    lock(
        "a newer lock",
        "format: 3\ndeployments: {}\n",
        "a newer modelstacks wrote this lock: its format is 3",
        "pip install --upgrade modelstacks",
    ),
    lock("empty lock", "", f"{LOCK}:1:1: the file is empty", BACK),
    lock("half a lock", "format: 1\n", "'deployments' is missing", BACK),
    lock("no format", "deployments: {}\n", "'format' is missing", BACK),
    lock(
        "edited lock", f"format: 1\ndeployments:\n  chat:\n{ROW}    note: mine\n", "unknown key 'note'", BACK
    ),
    lock("lock of nonsense", b"\x00\x01", LOCK, BACK),
    Mistake(
        "a folder as the lock", "lock --check", 2, "this is a folder", BACK, {LOCK: None, f"{LOCK}/": ""}
    ),
    Mistake(
        "upgrade of nobody", "lock --upgrade nope", 2, "--upgrade nope: the lock has no such", "It has: chat."
    ),
    Mistake(
        "renewed name too long",
        "check",
        2,
        "in generation 9",
        "a shorter `endpoint`",
        {
            "deployments.yaml": LONG,
            LOCK: f"format: 1\ndeployments:\n  chat:\n{ROW.replace('generation: 1', 'generation: 9')}",
        },
    ),
    Mistake(
        "preview without a lock", "smoke", 2, "nothing is decided yet", "Run `modelstacks lock", {LOCK: None}
    ),
    Mistake(
        "stale lock for smoke",
        "smoke",
        2,
        "does not fit deployments.yaml any more (new: more)",
        "Run `modelstacks lock",
        {"deployments.yaml": f"{HEAD}  chat: {{model: Phi-4, mode: serverless}}\n  more: {{model: Phi-4}}\n"},
    ),
)
