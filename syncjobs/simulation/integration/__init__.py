"""The step that puts what was received in its place."""
