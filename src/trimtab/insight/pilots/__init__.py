"""Pilots: how many are needed, who gets what, what is known so far under peeking, when to stop."""
