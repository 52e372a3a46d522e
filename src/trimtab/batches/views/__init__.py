"""The pages of changes of many records."""
