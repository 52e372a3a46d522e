"""Feeds about customers, competitors and the craft: read, kept, tagged, attached."""
