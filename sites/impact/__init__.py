"""What a change of the register does to sites, known before it is saved."""
