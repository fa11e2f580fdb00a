"""Everything that is kept of changes, read together: for the admin, and for files."""
