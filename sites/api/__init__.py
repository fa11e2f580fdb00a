"""What sites call over HTTP."""
