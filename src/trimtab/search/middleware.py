"""What a request has written can be found by the next one."""

import logging
from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from trimtab.search.actions import catch_up_with_newest

logger = logging.getLogger(__name__)
SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}


class CatchUpMiddleware:
    """After a request that wrote, the index reads again what it touched.

    A refused request wrote nothing, nor did one that was sent to the sign-in page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method not in SAFE and response.status_code < 400 and request.user.is_authenticated:
            _catch_up()
        return response


def _catch_up() -> None:
    """What cannot be read now is read after the next request that writes; the one that wrote has been done."""
    try:
        catch_up_with_newest()
    except DatabaseError:
        logger.warning("search index was not brought up to date", exc_info=True)
