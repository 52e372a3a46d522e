"""The pages of cadences and of persistence."""
