"""Commands about sites and jobs."""
