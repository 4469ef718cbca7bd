from linked_workspaces import shop
from open_azure import azure
from open_workspace import chat

__all__ = ["azure", "chat", "shop"]
