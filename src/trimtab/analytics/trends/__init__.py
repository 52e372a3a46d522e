"""The four trends for pages, the command and the coach: worked out once a day, kept with the extracts."""
