"""The pages of findings and of rules."""
