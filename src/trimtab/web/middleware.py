"""What stands around all pages: the probes of monitoring, what a page reads once, text that no database keeps."""

import re
from collections.abc import Callable, Iterator

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict

from trimtab.core.health import readiness
from trimtab.core.kept import keeping

# Halves of a character that has two; no encoding can write one alone.
SURROGATE = re.compile("[\ud800-\udfff]")
UNREADABLE = re.compile("[\x00\ud800-\udfff]")


class ProbesMiddleware:
    """Answers `/health/live` and `/health/ready`. Stands first: a probe has no session, no host name, no HTTPS."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/health/live":
            return HttpResponse("alive\n", content_type="text/plain")
        if request.path == "/health/ready":
            return _ready()
        return self.get_response(request)


def _ready() -> HttpResponse:
    found = readiness(settings.HOME)
    is_ready = "problem" not in found.values()
    return JsonResponse({"ready": is_ready, **found}, status=200 if is_ready else 503)


class KeepingMiddleware:
    """Whoever only looks reads the organisation's settings once, however many parts of a page ask for them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        with keeping():
            return self.get_response(request)


class ReadableTextMiddleware:
    """Takes all text for UTF-8, and refuses what no database keeps before a page looks for it.

    A form says itself what is wrong with a NUL; half a character would break the page that shows the form again.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.encoding:
            request.encoding = "utf-8"
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """Look at what was sent.

        Raises:
            BadRequest: the address or the form holds text that is no text.
        """
        if any(UNREADABLE.search(text) for text in _texts(request.GET)):
            raise BadRequest("The address holds a character that is no text.")
        if request.method == "POST" and any(SURROGATE.search(text) for text in _texts(request.POST)):
            raise BadRequest("The form holds a character that is no text.")


def _texts(sent: QueryDict) -> Iterator[str]:
    for name, values in sent.lists():
        yield name
        yield from (str(value) for value in values)
