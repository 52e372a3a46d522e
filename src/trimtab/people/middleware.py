"""Each person's own time zone and language, and the frame (scope and period) of the page."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from trimtab.people.models import User


class PreferencesMiddleware:
    """Show times and texts as the person set them; where nothing is set, as the organisation did."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not isinstance(user, User):
            return self.get_response(request)
        with timezone.override(ZoneInfo(user.time_zone) if user.time_zone else None):
            if not user.language:
                return self.get_response(request)
            with translation.override(user.language):
                return self.get_response(request)
