"""Pages of mutual plans."""
