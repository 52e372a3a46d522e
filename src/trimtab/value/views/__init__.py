"""Pages about the value of a deal."""
