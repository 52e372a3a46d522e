"""Feeds of plans, accounts and opportunities: comments, mentions, followers, files, notices."""
