"""New sites from CSV files: reading, judging and registering them."""
