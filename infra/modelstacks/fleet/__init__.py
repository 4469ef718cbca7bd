"""Many stacks as one: `fleet.yaml` says which there are, in what order they go and how many at once; each stays what it is."""

DEFAULT_EXECUTOR = "threads:4"
"""Where the stacks run unless somebody says otherwise: in so many processes at once, on this machine."""
