"""Trimtab: an open, self-hosted sales performance system."""

__version__ = "0.1.0"
