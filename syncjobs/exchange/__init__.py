"""The verbs of the exchange with sites, as plain functions."""
