"""The steps of a sync that talk to a server."""
