"""ARM knows it as a serverless endpoint."""

from modelstacks.modes.serverless.endpoints import ServerlessEndpoints

PART = ServerlessEndpoints()
