"""Checks of the pilot."""
