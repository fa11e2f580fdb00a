"""Following the syncs of sites through the calls that they make."""
