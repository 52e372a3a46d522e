"""The pages of where to spend the time."""
