"""What all sites together do: counts for the overview."""
