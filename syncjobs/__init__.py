"""What happens to sites: jobs with their steps, the tasks that run them, the clients they use."""
