"""Requests and their answers, read as strictly as a real site reads them."""
