"""The data plane of the local Azure: what answers at the address an endpoint has."""
