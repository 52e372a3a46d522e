"""A small network for a seller of the sample company, so that the ledger shows what it is for."""

from datetime import date, datetime, timedelta

from trimtab.network.actions import edit_acquaintance, keep_promise, meet, note_dealing
from trimtab.network.policy import own_acquaintances
from trimtab.people.models import User

# Name, place, known from, wish, follow up in days, and what went to and fro: kind, text, days ago, due in days.
PEOPLE = (
    (
        "Mia Meier", "Chamber of commerce", "The fair of last spring", "Speakers for the autumn evening", 3,
        (("helped", "Found a speaker for the summer evening", 120, None), ("promised", "Send the slides", 4, 0)),
    ),
    (
        "Noah Novak", "Novak Consulting", "Worked together until last year", "Somebody who knows tenders", 24,
        (("introduced", "tenders in the south", 40, None), ("received", "Named two people at a customer", 60, None)),
    ),
    (
        "Olga Orlow", "University", "Taught a course together", "A place for an intern", None,
        (("asked", "Who knows the new purchasing law?", 15, None), ("promised", "Ask about the intern", 9, 12)),
    ),
)  # fmt: skip


def fill_network(*, seller: User, now: datetime, today: date) -> None:
    """Three people with help, introductions and promises; once."""
    if own_acquaintances(seller).exists():
        return
    for name, place, known_from, wish, follow_up, dealings in PEOPLE:
        person = meet(name, by=seller, now=now)
        day = None if follow_up is None else today + timedelta(days=follow_up)
        facts = {"place": place, "known_from": known_from, "wish": wish, "follow_up_on": day}
        edit_acquaintance(person, changes=facts, by=seller, now=now)
        for kind, text, ago, due in dealings:
            due_on = None if due is None else today + timedelta(days=due)
            note_dealing(person, kind=kind, text=text, due_on=due_on, by=seller, now=now, today=today - timedelta(ago))
    first = own_acquaintances(seller).order_by("pk").first()
    assert first is not None
    kept = note_dealing(first, kind="promised", text="Send the study", by=seller, now=now, today=today)
    keep_promise(kept, by=seller, now=now, today=today)
