"""Mistakes in the two specs and in rows of one's own."""

from mistakes.mistake import GOOD, HEAD, PLATFORM, Mistake, deployment, spec


def platform(kind: str, text: str, says: str, todo: str) -> Mistake:
    """A platform.yaml that is wrong."""
    return Mistake(kind, "check platform.yaml", 2, says, todo, {"platform.yaml": text})


def own_rows(kind: str, text: str, says: str, todo: str) -> Mistake:
    """Rows of one's own that are wrong."""
    return Mistake(kind, "check --rows mine.yaml", 2, says, todo, {"mine.yaml": text})


MISTAKES = (
    Mistake(
        "no such spec", "check other.yaml", 2, "there is no such file in {folder}", "give the path of yours"
    ),
    Mistake(
        "no such folder", "check at/deployments.yaml", 2, "no folder {folder}/at", "give the path of yours"
    ),
    Mistake("no spec here", "check", 2, "no such file", "`modelstacks init`", {"deployments.yaml": None}),
    Mistake("a folder as the spec", "check .", 2, "this is a folder", "give the path of a file"),
    spec("empty", "", "the file is empty", "`modelstacks init` writes a first one"),
    spec("only comments", "# later\n", "the file is empty", "`modelstacks init` writes"),
    spec("no YAML", "deployments: [chat\n", "deployments.yaml:2:1: this is not YAML", "expected ',' or ']'"),
    spec("a tab", "deployments:\n\tchat: {}\n", "deployments.yaml:2:1: there is a tab", "indent with spaces"),
    spec("no text", b"\xff\xfe\x00\x01", "not text in UTF-8", "save it in that encoding"),
    spec("control character", "a: \x07\n", "the character U+0007", "delete it"),
    spec("a list", "- chat\n", "not a list", "a mapping (key: value) is expected"),
    spec(
        "merge conflict",
        f"<<<<<<< HEAD\n{GOOD}=======\n>>>>>>> theirs\n",
        "deployments.yaml:1:1",
        "keep one of them",
    ),
    spec("unknown top key", f"owners: me\n{GOOD}", "unknown key 'owners'", "did you mean 'owner'"),
    spec(
        "rows that are not there",
        f"rows: [mine.yaml]\n{GOOD}",
        "deployments.yaml:1:8: there is no file mine.yaml",
        "paths are relative to deployments.yaml",
    ),
    spec("nothing said", f"{HEAD}", "not nothing", "a mapping (key: value) is expected"),
    spec(
        "variable not set",
        GOOD.replace("AZURE_SUBSCRIPTION_ID", "MY_SUB"),
        "MY_SUB is not set",
        "export MY_SUB=…",
    ),
    spec(
        "no GUID",
        GOOD.replace("${AZURE_SUBSCRIPTION_ID}", "prod"),
        "not 'prod'",
        "a subscription id is a GUID",
    ),
    spec("group's name", GOOD.replace("rg-mistakes", "rg!"), "rg!", "letters, digits"),
    spec(
        "no workspaces",
        GOOD.replace("{swedencentral: chat-sweden}", "{}"),
        "deployments.yaml:3:13",
        "at least one region with its workspace is needed",
    ),
    spec(
        "region as in the portal",
        GOOD.replace("swedencentral", "Sweden Central"),
        "not 'Sweden Central'",
        "a region is written like 'swedencentral'",
    ),
    spec(
        "workspace in two regions",
        GOOD.replace("}\nd", ", eastus2: chat-sweden}\nd"),
        "can't be in eastus2",
        "it is in swedencentral above",
    ),
    spec(
        "bad duration",
        f"timeouts: {{online_endpoint: soon}}\n{GOOD}",
        "not 'soon'",
        "a time is written like 90s, 45m or 1h30m",
    ),
    deployment(
        "unknown key",
        "  chat: {model: Phi-4, modus: serverless}\n",
        "unknown key 'modus'",
        "did you mean 'mode'",
    ),
    deployment("no model", "  chat: {mode: serverless}\n", "'model' is missing", "deployments.yaml:5:3"),
    deployment("unknown model", "  chat: {model: Phi-44}\n", "no model 'Phi-44'", "did you mean 'Phi-4'"),
    deployment(
        "unknown mode",
        "  chat: {model: Phi-4, mode: cheap}\n",
        "not the text 'cheap'",
        "'serverless', 'managed' or 'foundry'",
    ),
    deployment(
        "mode that the model lacks",
        "  e: {model: Cohere-embed-v3-multilingual, mode: managed}\n",
        "can't be deployed managed",
        "only serverless",
    ),
    deployment(
        "type",
        "  chat: {model: Phi-4, mode: managed, instances: two}\n",
        "not the text 'two'",
        "a whole number",
    ),
    deployment(
        "too few", "  chat: {model: Phi-4, mode: managed, instances: 0}\n", "not the number 0", "1 or more"
    ),
    deployment(
        "yes or no",
        "  chat: {model: Phi-4, content_safety: maybe}\n",
        "not the text 'maybe'",
        "true or false",
    ),
    deployment(
        "unknown VM size",
        "  chat: {model: Phi-4, mode: managed, instance_type: Standard_NC24ads_A100}\n",
        "Standard_NC24ads_A100",
        "did you mean 'Standard_NC24ads_A100_v4'",
    ),
    deployment(
        "region without workspace",
        "  chat: {model: Phi-4, regions: [eastus2]}\n",
        "'eastus2'",
        "name one under",
    ),
    deployment(
        "no region", "  chat: {model: Phi-4, regions: []}\n", "at least one region", "leave `regions` out"
    ),
    deployment(
        "twice",
        "  chat: {model: Phi-4}\n  chat: {model: Phi-4}\n",
        "'chat' is given here a second time",
        ":6:3:",
    ),
    deployment(
        "bad name",
        "  Chat_1: {model: Phi-4, mode: managed}\n",
        "Chat_1",
        "letters, digits and single hyphens",
    ),
    deployment(
        "managed only",
        "  chat: {model: Phi-4, mode: serverless, instances: 2}\n",
        "'instances' means nothing",
        "for mode: serverless",
    ),
    deployment(
        "traffic's sum",
        "  a: {model: Phi-4, mode: managed, endpoint: e, traffic: 90}\n"
        "  b: {model: Phi-4, mode: managed, endpoint: e, traffic: 20}\n",
        "110",
        "100",
    ),
    deployment(
        "one endpoint twice",
        "  a: {model: Phi-4, mode: serverless, endpoint: e}\n  b: {model: Phi-4, mode: serverless, endpoint: e}\n",
        "'e' is that of 'a', 'b'",
        "only deployments with mode: managed can share an endpoint",
    ),
    deployment(
        "autoscale",
        "  a: {model: Phi-4, mode: managed, instances: 5, autoscale: {min: 1, max: 3}}\n",
        "5 instances are not between",
        "min 1 and max 3",
    ),
    platform(
        "unknown key of a platform",
        PLATFORM.replace("hubs", "hub"),
        "unknown key 'hub'",
        "did you mean 'hubs'",
    ),
    platform("hub's name", PLATFORM.replace("hub-sweden", "h!"), "h!", "letters, digits"),
    platform(
        "name taken",
        PLATFORM.replace("chat-sweden", "hub-sweden"),
        "'hub-sweden' is taken",
        "share their names",
    ),
    Mistake(
        "a platform to lock",
        "lock platform.yaml",
        2,
        "makes this a platform.yaml",
        "give the file with your `depl",
    ),
    Mistake(
        "a platform to smoke",
        "smoke platform.yaml",
        2,
        "makes this a platform.yaml",
        "give the file with your",
    ),
    Mistake(
        "a platform to key",
        "key chat platform.yaml",
        2,
        "makes this a platform.yaml",
        "give the file with your",
    ),
    Mistake(
        "a platform to ensure",
        "ensure platform.yaml",
        2,
        "makes this a platform.yaml",
        "give the file with your",
    ),
    Mistake(
        "no such rows", "models --rows none.yaml", 2, "none.yaml:1:1: there is no such file", "give the path"
    ),
    own_rows("unknown kind of row", "modells: []\n", "unknown key 'modells'", "did you mean 'models'?"),
    own_rows("date", "models: [{name: Phi-4, read: soon}]\n", "not the text 'soon'", "a date (YYYY-MM-DD)"),
)
