"""The local Entra: OpenID discovery, and signed tokens for the scenario's principals."""
