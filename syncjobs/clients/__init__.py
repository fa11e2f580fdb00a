"""Calls to other servers. Only these modules and the simulated site open connections."""
