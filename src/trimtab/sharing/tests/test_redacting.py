"""Tokens stand in no log."""

import logging

import pytest
from django.test import Client

from trimtab.sharing.redacting import WithoutTokens, without_tokens

TOKEN = "Zk3bQ-x_8f0123456789abcdefghijklmnopqrstuvwx"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (f"GET /shared/mutual-plan/{TOKEN}/ HTTP/1.1", "GET /shared/mutual-plan/[redacted]/ HTTP/1.1"),
        (f"/shared/agenda/{TOKEN}/reply/?x=1", "/shared/agenda/[redacted]/reply/?x=1"),
        (f'"GET /calendars/{TOKEN}.ics" 200', '"GET /calendars/[redacted].ics" 200'),
        ("/opportunities/7/shared/", "/opportunities/7/shared/"),
    ],
)
def test_a_token_is_cut_out_of_a_path(said: str, kept: str) -> None:
    assert without_tokens(said) == kept


def test_it_is_cut_out_of_what_a_line_is_made_of_and_of_where_it_broke() -> None:
    try:
        raise ValueError(f"/shared/agenda/{TOKEN}/")
    except ValueError as error:
        broken = (type(error), error, error.__traceback__)
    record = logging.LogRecord("x", logging.ERROR, "x", 1, "Error: %s", (f"/shared/agenda/{TOKEN}/",), broken)

    WithoutTokens().filter(record)

    assert TOKEN not in logging.Formatter().format(record)
    assert "[redacted]" in logging.Formatter().format(record)


@pytest.mark.django_db
def test_the_site_warns_of_a_wrong_link_without_its_token(capfd: pytest.CaptureFixture[str]) -> None:
    handler = logging.getLogger().handlers[0]

    Client().get(f"/calendars/{TOKEN}.ics")

    assert any(isinstance(one, WithoutTokens) for one in handler.filters)
    assert TOKEN not in capfd.readouterr().err
