"""How likely an open opportunity is to be won, lost, quiet or still open by a day, learned from what was known then."""
