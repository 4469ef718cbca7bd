"""What a serverless deployment can say: nothing that others can't."""

from modelstacks.spec.by_mode import ModeSpec


class ServerlessSpec(ModeSpec):
    """An endpoint for each deployment; Azure takes the model's newest version."""

    endpoint_kind = "serverless endpoint"


PART = ServerlessSpec()
