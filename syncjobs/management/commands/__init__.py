"""Commands about jobs, one a file."""
