from linked_workspaces import shop
from open_workspace import chat

__all__ = ["chat", "shop"]
