"""The register in the admin. `portal.admin` puts these classes together and registers them."""
