"""Files of records: JSON, JSON lines and CSV, read and written piece by piece."""
