"""Secret addresses in logs: the token is cut out wherever a path is written down."""

import logging
import re

# What public addresses look like: /shared/PURPOSE/TOKEN/..., /calendars/TOKEN.ics.
SECRET = re.compile(r"(/shared/[^/\s?\"]+/|/calendars/)[^/\s?\"'.]+")


def without_tokens(text: str) -> str:
    """The text, each token in it replaced."""
    return SECRET.sub(r"\1[redacted]", text)


class WithoutTokens(logging.Filter):
    """Lets every record through, with the tokens cut out of its text and of what it was asked with."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record."""
        said = record.getMessage()
        redacted = without_tokens(said)
        if redacted != said:
            record.msg, record.args = redacted, ()
        if record.exc_info and not record.exc_text:
            record.exc_text = without_tokens(logging.Formatter().formatException(record.exc_info))
        return True
