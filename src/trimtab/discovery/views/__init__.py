"""Pages of boards and insights."""
