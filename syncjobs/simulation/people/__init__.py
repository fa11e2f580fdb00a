"""People who log in at the site."""
