"""What people and the site itself write."""
