"""What is in the records that sites and the portal exchange, and how clients read it."""
