"""What sites call over HTTP to exchange records."""
