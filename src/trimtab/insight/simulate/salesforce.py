"""`write_exports`: a world as the folder of Salesforce exports that a sales team would hand over, dirt included."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Literal

import numpy as np

from trimtab.insight.simulate import export_deal_rows as deals
from trimtab.insight.simulate import export_rows as facts
from trimtab.insight.simulate.dirt import (
    duplicate_accounts,
    impossible_opportunities,
    owners_who_left,
    spoil_accounts,
    spoil_contacts,
    spoil_opportunities,
)
from trimtab.insight.simulate.export_files import Blemish, Dirt, Row, write_file
from trimtab.insight.simulate.export_rows import View
from trimtab.insight.simulate.world import World

_PLAIN: tuple[tuple[str, list[str], Callable[[View], Iterator[Row]]], ...] = (
    ("UserRole.csv", facts.USER_ROLE, facts.user_role_rows),
    ("User.csv", facts.USER, facts.user_rows),
    ("Product2.csv", facts.PRODUCT, facts.product_rows),
    ("OpportunityLineItem.csv", deals.LINE_ITEM, deals.line_item_rows),
    ("OpportunityContactRole.csv", facts.CONTACT_ROLE, facts.contact_role_rows),
    ("Task.csv", deals.TASK, deals.task_rows),
    ("Event.csv", deals.EVENT, deals.event_rows),
    ("ForecastingQuota.csv", facts.QUOTA, facts.quota_rows),
    ("DatedConversionRate.csv", facts.RATE, facts.rate_rows),
)


def write_exports(
    world: World, folder: Path, *, dated: Sequence[date] = (), history: Literal["field", "exports"] = "field"
) -> list[Dirt]:
    """Write exports taken at the end of the last of `dated` (default: the world's last day), and return their dirt.

    With history "field", changes are in OpportunityFieldHistory.csv. With "exports" there is no such file but one
    Opportunity_YYYY-MM-DD.csv for each day of `dated`. The folder is made; the same world gives the same bytes.
    Errors: ValueError when days are given out of order, outside the world, or missing for "exports".
    """
    days = _checked(world, dated, history=history)
    folder.mkdir(parents=True, exist_ok=True)
    view = view_at(world, days[-1])
    rng = np.random.default_rng([world.seed, 100])
    for name, header, rows in _PLAIN:
        write_file(folder / name, header, rows(view))
    found = _write_customers(folder, view, rng=rng)
    if history == "field":
        write_file(folder / "OpportunityFieldHistory.csv", deals.FIELD_HISTORY, deals.field_history_rows(view))
        return [*found, *_write_opportunities(folder / "Opportunity.csv", view, rng=rng)]
    for day in days[:-1]:
        path = folder / f"Opportunity_{day.isoformat()}.csv"
        write_file(path, deals.OPPORTUNITY, deals.opportunity_rows(view_at(world, day)))
    return [*found, *_write_opportunities(folder / f"Opportunity_{days[-1].isoformat()}.csv", view, rng=rng)]


def _checked(world: World, dated: Sequence[date], *, history: str) -> list[date]:
    if history not in ("field", "exports"):
        raise ValueError(f"`history` must be 'field' or 'exports'. Got {history!r}.")
    if history == "exports" and not dated:
        raise ValueError("`dated` must name at least one day when `history` is 'exports'. Got none.")
    days = list(dated) or [world.through]
    if days != sorted(set(days)) or days[0] < world.starts_on:
        raise ValueError(f"`dated` must be rising days from {world.starts_on} on. Got {', '.join(map(str, days))}.")
    return days


def view_at(world: World, day: date) -> View:
    """Return the world as an export taken at the end of a day shows it."""
    return View(world, world.at_end_of(day), np.datetime64(day, "s") + np.timedelta64(1, "D"))


def _write_customers(folder: Path, view: View, *, rng: np.random.Generator) -> list[Dirt]:
    extra, duplicates = duplicate_accounts(facts.account_rows(view), known=_account_count(view), rng=rng)
    accounts: Mapping[int, Sequence[Blemish]] = {**spoil_accounts(_account_count(view), rng=rng), **duplicates}
    contact_count = len(view.known(view.world.contacts.created_at))
    written = write_file(
        folder / "Account.csv", facts.ACCOUNT, chain(facts.account_rows(view), extra), blemishes=accounts
    )
    written += write_file(
        folder / "Contact.csv",
        facts.CONTACT,
        facts.contact_rows(view),
        blemishes=spoil_contacts(contact_count, rng=rng),
        has_byte_order_mark=True,
    )
    written.append(Dirt("Contact.csv", 0, 0, "", "byte-order-mark", "accept", ""))
    write_file(folder / "Lead.csv", facts.LEAD, facts.lead_rows(view), delimiter=";")
    return [*written, Dirt("Lead.csv", 0, 0, "", "semicolons", "accept", ";"), *owners_who_left(view)]


def _account_count(view: View) -> int:
    return len(view.known(view.world.accounts.created_at))


def _write_opportunities(path: Path, view: View, *, rng: np.random.Generator) -> list[Dirt]:
    count = int(view.snapshot.exists.sum())
    is_open = [row[12] == "false" for row in deals.opportunity_rows(view)]
    extra, impossible = impossible_opportunities(view, count=count)
    spoiled = spoil_opportunities(count, is_open=is_open, rng=rng)
    rows = chain(deals.opportunity_rows(view), extra)
    return write_file(path, deals.OPPORTUNITY, rows, blemishes={**spoiled, **impossible})
