"""Actions that no test has stopped at each of their writes yet, by room. There are none: give a new one its call.

It stands in the `acts` of its room in `tests/addresses`.
"""

UNTRIED_ROOMS: dict[str, set[str]] = {}
