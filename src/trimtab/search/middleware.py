"""What a request has written can be found by the next one."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from trimtab.search.actions import catch_up_with_newest

SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}


class CatchUpMiddleware:
    """After a request that wrote, the index reads again what it touched. A refused request wrote nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method not in SAFE and response.status_code < 400:
            catch_up_with_newest()
        return response
