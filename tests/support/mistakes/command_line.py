"""Mistakes on the command line."""

from mistakes.mistake import Mistake


def typed(kind: str, line: str, says: str, todo: str, code: int = 2) -> Mistake:
    """A line that is wrong in the good folder."""
    return Mistake(kind, line, code, says, todo)


ASK = "There is nobody to ask (no terminal)"
NOT_THERE = "deployments.yaml has no deployment 'nope'"

MISTAKES = (
    typed("another tool's command", "deploy", "No such command 'deploy'", "Did you mean 'up'?"),
    typed("slip in a command", "chekc", "No such command 'chekc'", "Did you mean 'check' or 'checks'?"),
    typed(
        "no such command", "frobnicate", "No such command 'frobnicate'", "Try 'modelstacks --help' for help"
    ),
    typed(
        "slip in an option",
        "check --srtict",
        "No such option: --srtict",
        "Possible options: --stack, --strict",
    ),
    typed("no name", "key", "Missing argument", "Try 'modelstacks key --help' for help"),
    typed(
        "too much",
        "check deployments.yaml more.yaml",
        "unexpected extra argument",
        "Try 'modelstacks check --help'",
    ),
    typed("form of output", "check --output xml", "'xml' is not one of", "'table', 'json', 'junit'"),
    typed("level", "smoke --level deep", "'deep' is not one of", "'info', 'basic', 'full'"),
    typed(
        "seconds in words",
        "smoke --wait soon",
        "Invalid value for '--wait': Input should be a valid number",
        "Try 'modelstacks smoke --help'",
    ),
    typed(
        "time",
        "endpoints --expiring soon",
        "'soon' is not one",
        "--expiring takes a time such as 24h, 90m or 2d",
    ),
    typed(
        "age", "reap --older-than 1week --yes", "'1week' is not one", "--older-than takes a time such as 24h"
    ),
    typed(
        "reap without saying what",
        "reap --yes",
        "Say what to delete",
        "--older-than, --expiring, --tag or --name",
    ),
    typed("up without a terminal", "up", ASK, "Add --yes"),
    typed("destroy without a terminal", "destroy", ASK, "Add --yes"),
    typed("reap without a terminal", "reap --all", ASK, "Add --yes"),
    typed("renew without a terminal", "renew chat", ASK, "Add --yes"),
    typed("ensure --delete without a terminal", "ensure --delete", ASK, "Add --yes"),
    typed("keep and purge", "destroy --keep --purge --yes", "--keep leaves everything", "choose one of them"),
    typed("unknown deployment for key", "key nope", NOT_THERE, "It has: chat."),
    typed("unknown deployment for snippets", "snippets nope", NOT_THERE, "It has: chat."),
    typed("unknown deployment for openapi", "openapi nope", NOT_THERE, "It has: chat."),
    typed("unknown deployment for renew", "renew nope --yes", NOT_THERE, "It has: chat."),
    typed("model that nobody knows", "models Phi-44", "no model 'Phi-44'", "did you mean 'Phi-4'"),
    typed("mode of the catalogue", "models --mode both", "'both' is not one of", "'serverless', 'managed'"),
    typed(
        "a stack in an odd name", "check --stack 'a b'", "--stack 'a b' is not a stack name", "--stack a-b"
    ),
    Mistake(
        "role for nobody",
        "role",
        2,
        "For which subscription?",
        "--subscription ID",
        environ={"AZURE_SUBSCRIPTION_ID": None},
    ),
)
