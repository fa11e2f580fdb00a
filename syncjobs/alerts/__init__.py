"""Telling people when sites become unwell, and when they recover."""
