"""The only modules that open connections to other servers."""
