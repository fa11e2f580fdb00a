"""How jobs are queued, run, watched and ended, and one module for each kind of job."""
