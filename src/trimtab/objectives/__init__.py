"""Objectives and the dated, owned actions that serve them."""
