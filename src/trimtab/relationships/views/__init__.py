"""Pages of maps of people, one module a noun."""
