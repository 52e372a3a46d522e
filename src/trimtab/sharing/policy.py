"""How much one address may try. Links that work are never counted as guesses, so they always work.

Counts stand in the process's cache: with two workers an address has twice as many tries a minute. Tokens of 256 bits
do not rest on this; it keeps guessing from costing anything.
"""

from django.core.cache import cache

GUESSES_A_MINUTE = 30
POSTS_A_MINUTE = 60
MINUTE = 60
LONGEST_TEXT = 20_000  # characters of one text that comes in


def is_guessing(address: str) -> bool:
    """Count a link that does not work; whether there were too many of that address within a minute."""
    return _count("link-guesses", address) > GUESSES_A_MINUTE


def is_flooding(address: str) -> bool:
    """Count a form that comes in; whether there were too many of that address within a minute."""
    return _count("link-posts", address) > POSTS_A_MINUTE


def forget_counts(address: str) -> None:
    """Begin to count anew."""
    cache.delete_many([f"link-guesses:{address}", f"link-posts:{address}"])


def _count(what: str, address: str) -> int:
    key = f"{what}:{address}"
    if cache.add(key, 1, MINUTE):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # the minute ended between the two
        cache.set(key, 1, MINUTE)
        return 1
