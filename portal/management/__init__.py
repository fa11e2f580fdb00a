"""Commands about people of this admin."""
