"""What a site keeps, in SQLite."""
