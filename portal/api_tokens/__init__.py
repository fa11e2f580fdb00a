"""Tokens of the REST API: made, asked for, revoked, and shown in the admin."""
