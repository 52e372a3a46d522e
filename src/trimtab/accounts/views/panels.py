"""What apps above the accounts show on pages of accounts: parts that they make and secure themselves."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.urls import resolve, reverse
from django.utils.safestring import SafeString, mark_safe


@cache
def view_named(name: str) -> Callable[..., HttpResponse]:
    """The view at the address with that name, of a record's id. Addresses do not change while the site runs."""
    return resolve(reverse(name, args=[1])).func


def panels_of(request: HttpRequest, names: Iterable[str], pk: int) -> Iterator[SafeString]:
    """The panels with these names of addresses, for the record with that id."""
    for name in names:
        response = view_named(name)(request, pk=pk)
        yield mark_safe(response.content.decode())  # noqa: S308  # a template of ours made it
