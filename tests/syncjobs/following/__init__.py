"""Tests of syncs that are followed through the calls of their sites."""
