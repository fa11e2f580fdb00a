"""Labels of sites: which there are, and which site has which."""
