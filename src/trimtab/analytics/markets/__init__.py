"""Markets to enter, compared on what was decided in them."""
