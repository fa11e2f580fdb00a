"""The help page of the admin: setting up the central server, and what each error means."""
