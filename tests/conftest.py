"""What all tests share."""

pytest_plugins = ("azure_fixtures",)
