"""Targets that were set on the ground: who may set them, and how."""
