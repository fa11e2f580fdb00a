"""The REST API for automation."""
