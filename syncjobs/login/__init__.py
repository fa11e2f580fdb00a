"""Who may log in at a site, as the site asks the portal (protocol 8.1)."""
