"""Code that talks to one endpoint, by language and package: entries in samples.json, text in templates/."""
