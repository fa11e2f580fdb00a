"""Running everything on one machine: folder, secret key, Valkey, supervised processes."""
