"""Jobs in the admin. `portal.admin` registers these classes."""
