"""Pages of feeds and notices."""
