"""Pages of the coach, one module a noun."""
