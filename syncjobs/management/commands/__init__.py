"""Commands about sites and jobs, one a file."""
