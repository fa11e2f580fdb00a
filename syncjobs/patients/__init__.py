"""Patients, as sites look them up and have them made visible to a store (protocol 8.3)."""
