"""The first page of the admin: the whole fleet at a glance."""
