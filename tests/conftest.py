"""What all tests share."""

from hypothesis import settings

pytest_plugins = ("azure_fixtures",)

# How long one example takes says nothing on a busy machine.
settings.register_profile("tests", deadline=None)
settings.load_profile("tests")
