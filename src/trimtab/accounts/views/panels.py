"""What apps above the accounts show on pages of accounts: parts that they make and secure themselves."""

from collections.abc import Iterable, Iterator

from django.http import HttpRequest, HttpResponse
from django.urls import resolve, reverse
from django.utils.safestring import SafeString, mark_safe


def panels_of(request: HttpRequest, names: Iterable[str], pk: int) -> Iterator[SafeString]:
    """The panels with these names of addresses, for the record with that id."""
    for name in names:
        match = resolve(reverse(name, args=[pk]))
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        yield mark_safe(response.content.decode())  # noqa: S308  # a template of ours made it
