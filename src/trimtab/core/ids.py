"""Ids that come as text: in addresses, filters, cursors."""

LONGEST = 18  # digits; any number of them fits into 64 bits


def id_in(text: str) -> int | None:
    """The id that the text is; None where it is none, as "", "-1", "²" or a number that no database holds."""
    text = text.strip()
    is_plain = text.isascii() and text.isdigit() and len(text) <= LONGEST
    return int(text) if is_plain else None
