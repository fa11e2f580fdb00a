"""The register of an old server from files, and this portal's register into such files."""
