"""The data plane of Microsoft Foundry accounts: three hosts, one key pair or Entra, the model named in the request."""
