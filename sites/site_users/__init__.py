"""The people who work at the sites: who they are, what they may do, and how they sign in."""
