"""Commands of the register, one a file."""
