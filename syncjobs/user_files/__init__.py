"""Users of sites as CSV files: reading, judging, importing and writing them."""
