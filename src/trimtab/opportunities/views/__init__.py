"""Pages of opportunities, one module a noun."""
