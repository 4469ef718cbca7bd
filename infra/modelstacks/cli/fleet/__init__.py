"""`modelstacks fleet …`: many stacks as one, as `fleet.yaml` names them."""
