"""One file a probe: a question put to an endpoint, and what its answer must be."""
