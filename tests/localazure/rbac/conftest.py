from open_azure import azure

__all__ = ["azure"]
