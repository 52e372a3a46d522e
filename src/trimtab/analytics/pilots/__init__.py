"""Pilots: a lever tried on some by lot, watched with intervals that hold at every look, written up by themselves."""
