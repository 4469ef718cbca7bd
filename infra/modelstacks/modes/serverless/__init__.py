"""Serverless endpoints: billed by tokens, in projects of a hub, one for each model and project."""
