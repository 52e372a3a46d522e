"""Saved views: a list as somebody likes to see it, kept for oneself or shared, as a tab or as the first thing shown."""
