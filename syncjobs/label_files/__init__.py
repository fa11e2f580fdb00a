"""Labels of sites as CSV files: reading, judging and importing them."""
