"""Checks of managed compute alone, one file each."""
