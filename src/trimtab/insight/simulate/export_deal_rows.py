"""Rows of the Salesforce-shaped files about opportunities, their history and lines, and activities."""

from collections.abc import Iterator

import numpy as np

from trimtab.insight.simulate.arrays import Floats, Integers, Texts
from trimtab.insight.simulate.export_files import Row, columns, ids, moments
from trimtab.insight.simulate.export_rows import View, flag
from trimtab.insight.simulate.money import split_amounts
from trimtab.insight.simulate.parameters import CATEGORIES, KINDS, LOST, WON
from trimtab.insight.simulate.words import (
    CALL_SUBJECTS,
    LEAD_SOURCES,
    LOSS_REASONS,
    MAIL_SUBJECTS,
    MEETING_SUBJECTS,
    NEXT_STEPS,
)
from trimtab.insight.simulate.world import AMOUNT, CALL, CATEGORY, CLOSE, FIELDS, MEETING, OWNER, STAGE

OPPORTUNITY = columns(
    "Id,Name,AccountId,OwnerId,StageName,Amount,CurrencyIsoCode,CloseDate,ForecastCategoryName,Type,LeadSource,"
    "Loss_Reason__c,IsClosed,IsWon,NextStep,Budget_Confirmed__c,Employees_Affected__c,CreatedDate,LastModifiedDate"
)
FIELD_HISTORY = columns("Id,OpportunityId,Field,OldValue,NewValue,CreatedDate,CreatedById")
LINE_ITEM = columns("Id,OpportunityId,Product2Id,Quantity,UnitPrice,TotalPrice,CreatedDate")
TASK = columns(
    "Id,WhoId,WhatId,AccountId,OwnerId,Subject,Type,TaskSubtype,CallType,CallDurationInSeconds,Status,ActivityDate,"
    "CompletedDateTime,CreatedDate"
)
EVENT = columns(
    "Id,WhoId,WhatId,AccountId,OwnerId,Subject,Type,StartDateTime,EndDateTime,DurationInMinutes,CreatedDate"
)


def opportunity_rows(view: View) -> Iterator[Row]:
    """Yield Opportunity.csv with the values of the export's day."""
    facts, values = view.world.opportunities, view.snapshot.values
    own, account = ids("006", np.arange(len(facts.name))), ids("001", facts.account)
    owner, close = ids("005", values[:, OWNER].astype(np.int64)), _days(values[:, CLOSE])
    created, changed = moments(facts.created_at), moments(view.snapshot.changed_at)
    for row in np.flatnonzero(view.snapshot.exists).tolist():
        stage = int(values[row, STAGE])
        is_closed = stage in (WON, LOST)
        reason = int(facts.loss_reason[row]) if stage == LOST else -1
        yield [
            own[row],
            facts.name[row],
            account[row],
            owner[row],
            view.world.stage_names[stage],
            f"{values[row, AMOUNT]:.2f}",
            facts.currency[row],
            close[row],
            CATEGORIES[int(values[row, CATEGORY])],
            KINDS[facts.kind[row]],
            LEAD_SOURCES[facts.source[row]],
            LOSS_REASONS[reason] if reason >= 0 else "",
            flag(is_closed),
            flag(stage == WON),
            "" if is_closed else NEXT_STEPS[(row + stage) % len(NEXT_STEPS)],
            flag(facts.budget_confirmed[row]),
            str(facts.employees_affected[row]) if row % 5 else "",
            created[row],
            changed[row],
        ]


def field_history_rows(view: View) -> Iterator[Row]:
    """Yield OpportunityFieldHistory.csv in order of time."""
    changes = view.world.changes
    rows = view.known(changes.at)
    rows = rows[np.lexsort((changes.field[rows], changes.opportunity[rows], changes.at[rows]))]
    opportunity, by = ids("006", changes.opportunity[rows]), ids("005", changes.by[rows])
    at, own = moments(changes.at[rows]), ids("017", np.arange(len(rows)))
    fields = changes.field[rows].tolist()
    old = _texts(changes.field[rows], changes.old[rows], stages=view.world.stage_names)
    new = _texts(changes.field[rows], changes.new[rows], stages=view.world.stage_names)
    for row, field in enumerate(fields):
        yield [own[row], opportunity[row], FIELDS[field], old[row], new[row], at[row], by[row]]


def first_texts(view: View, rows: Integers) -> dict[str, list[str]]:
    """Return what each tracked field of opportunities was created with, as the export writes it."""
    first = view.world.opportunities.first[rows]
    codes = np.ones(len(rows), dtype=np.int64)
    stages = view.world.stage_names
    return {name: _texts(codes * field, first[:, field], stages=stages) for field, name in enumerate(FIELDS)}


def owner_id(first: Floats) -> str:
    """Return who opened an opportunity, of the values that it was created with."""
    return ids("005", first[[OWNER]].astype(np.int64))[0]


def line_item_rows(view: View) -> Iterator[Row]:
    """Yield OpportunityLineItem.csv; the lines of an opportunity add up to its amount."""
    items = view.world.line_items
    quantity, price = split_amounts(items, view.snapshot.values[:, AMOUNT])
    exists = view.snapshot.exists[items.opportunity]
    own, opportunity = ids("00k", np.arange(len(price))), ids("006", items.opportunity)
    product, created = ids("01t", items.product), moments(view.world.opportunities.created_at)
    for row in np.flatnonzero(exists & (price > 0)).tolist():
        yield [
            own[row],
            opportunity[row],
            product[row],
            str(quantity[row]),
            f"{price[row]:.2f}",
            f"{price[row] * quantity[row]:.2f}",
            created[items.opportunity[row]],
        ]


def task_rows(view: View) -> Iterator[Row]:
    """Yield Task.csv: calls and e-mails; a subject starting with "Email: <<" came from the buyer."""
    activities = view.world.activities
    rows = np.flatnonzero((activities.kind != MEETING) & (activities.at < view.end))
    own, who, what, account, owner = _parties(view, rows, prefix="00T")
    at = moments(activities.at[rows])
    for place, row in enumerate(rows.tolist()):
        is_call, inbound = activities.kind[row] == CALL, bool(activities.is_inbound[row])
        arrow = "<<" if inbound else ">>"
        call = CALL_SUBJECTS[row % len(CALL_SUBJECTS)]
        mail = MAIL_SUBJECTS[row % len(MAIL_SUBJECTS)].replace("Email:", f"Email: {arrow}")
        yield [
            own[place],
            who[place],
            what[place],
            account[place],
            owner[place],
            call if is_call else mail,
            "Call" if is_call else "Email",
            "Call" if is_call else "Email",
            "Outbound" if is_call else "",
            str(activities.minutes[row] * 60) if is_call else "",
            "Completed",
            at[place][:10],
            at[place],
            at[place],
        ]


def event_rows(view: View) -> Iterator[Row]:
    """Yield Event.csv: meetings."""
    activities = view.world.activities
    rows = np.flatnonzero((activities.kind == MEETING) & (activities.at < view.end))
    own, who, what, account, owner = _parties(view, rows, prefix="00U")
    starts = moments(activities.at[rows])
    ends = moments(activities.at[rows] + (activities.minutes[rows] * 60).astype("timedelta64[s]"))
    for place, row in enumerate(rows.tolist()):
        yield [
            own[place],
            who[place],
            what[place],
            account[place],
            owner[place],
            MEETING_SUBJECTS[row % len(MEETING_SUBJECTS)],
            "Meeting",
            starts[place],
            ends[place],
            str(activities.minutes[row]),
            starts[place],
        ]


def _parties(view: View, rows: Integers, *, prefix: str) -> tuple[list[str], ...]:
    activities = view.world.activities
    opportunity = activities.opportunity[rows]
    return (
        ids(prefix, np.arange(len(rows))),
        ids("003", activities.contact[rows]),
        ids("006", opportunity),
        ids("001", view.world.opportunities.account[opportunity]),
        ids("005", activities.user[rows]),
    )


def _texts(field: Integers, value: Floats, *, stages: Texts) -> list[str]:
    """Return coded values of tracked fields as the export writes them."""
    texts = np.empty(len(field), dtype=object)
    for code, names in ((STAGE, stages), (CATEGORY, CATEGORIES)):
        rows = field == code
        texts[rows] = np.array(names, dtype=object)[value[rows].astype(np.int64)]
    texts[field == AMOUNT] = [f"{amount:.2f}" for amount in value[field == AMOUNT].tolist()]
    texts[field == CLOSE] = _days(value[field == CLOSE])
    texts[field == OWNER] = ids("005", value[field == OWNER].astype(np.int64))
    written: list[str] = texts.tolist()
    return written


def _days(values: Floats) -> list[str]:
    texts: list[str] = np.datetime_as_string(values.astype(np.int64).astype("datetime64[D]")).tolist()
    return texts
