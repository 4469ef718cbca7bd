"""Questions of the pilot."""
