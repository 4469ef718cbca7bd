"""Code that talks to one endpoint, by language and package: rows in samples.json, text in templates/."""
