"""Lever cards: asked for by a person, worked out by a process of its own, kept for whoever sees the same records."""
