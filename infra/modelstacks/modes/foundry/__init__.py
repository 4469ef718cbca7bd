"""Deployments in Foundry accounts (`Microsoft.CognitiveServices/accounts`): billed by tokens or provisioned units, called by
the deployment's name at the account's one address, with Entra's tokens unless the account's keys are wanted."""
