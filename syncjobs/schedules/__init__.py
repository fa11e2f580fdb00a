"""What is done for sites every so often."""
