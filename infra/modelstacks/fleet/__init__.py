"""Many stacks as one: `fleet.yaml` says which there are, in what order they go and how many at once; each stays what it is."""
