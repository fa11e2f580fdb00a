"""Guarding and writing down the logins of users of sites (protocol 8.1)."""
