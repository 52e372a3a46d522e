"""What the templates of feeds use."""
