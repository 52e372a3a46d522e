"""The plan to take along, for both sides: on paper and as a calendar. Both hold what the customer may see."""

from datetime import date, datetime, timedelta

from django.http import HttpResponse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from trimtab.core.papers import typeset
from trimtab.mutual.shareable import SharedPlan, SharedStep
from trimtab.web import formats

KINDS = {"pdf": "application/pdf", "ics": "text/calendar; charset=utf-8"}


def file_of(plan: SharedPlan, kind: str, *, organisation: str, now: datetime) -> HttpResponse:
    """The file as an answer; `kind` is one of KINDS."""
    content = pdf_of(plan, organisation=organisation) if kind == "pdf" else calendar_of(plan, now=now)
    answer = HttpResponse(content, content_type=KINDS[kind])
    answer["Content-Disposition"] = f'attachment; filename="mutual-plan.{kind}"'
    return answer


def calendar_of(plan: SharedPlan, *, now: datetime) -> bytes:
    """Each open step with a date as an event of that day, and the customer's date."""
    calendar = Calendar()
    calendar.add("prodid", "-//Trimtab//Mutual plan//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", plan.outcome)
    for step in plan.steps:
        if step.due_on is not None and not step.is_done:
            calendar.add_component(_event(step, plan, now=now))
    if plan.value_on is not None:
        calendar.add_component(_day(f"mutual-value-{plan.value_on}", plan.value_on, plan.outcome, now=now))
    return bytes(calendar.to_ical())


def pdf_of(plan: SharedPlan, *, organisation: str) -> bytes:
    """The plan on paper. The texts come in as values, so that no name can be read as markup."""
    return typeset("trimtab.mutual", "plan.typ", plan=texts_of(plan, organisation=organisation))


def texts_of(plan: SharedPlan, *, organisation: str) -> dict[str, object]:
    """All that stands in the PDF."""
    head = [_("No."), _("Task"), _("Theirs"), _("Ours"), _("Target date"), _("Status")]
    names = {"organisation": organisation, "customer": plan.customer}
    return {
        "title": _("Plan of %(customer)s and %(organisation)s") % names if organisation else _("Mutual plan"),
        "outcome": plan.outcome,
        "by": _("Value by %(day)s.") % {"day": formats.day(plan.value_on)} if plan.value_on else "",
        "measured": _("How success is measured"),
        "measures": list(plan.measures),
        "head": head,
        "rows": [_row(step) for step in plan.steps],
        "updated": _("Last updated %(day)s.") % {"day": formats.day(plan.touched_on)},
    }


def _row(step: SharedStep) -> list[str]:
    task = f"{step.task}\n{step.note}" if step.note else step.task
    due = formats.day(step.due_on) if step.due_on else "–"
    return [str(step.number), task, step.theirs or "–", step.ours or "–", due, step.status_said]


def _event(step: SharedStep, plan: SharedPlan, *, now: datetime) -> Event:
    assert step.due_on is not None, "only those with a date are asked for"
    event = _day(f"mutual-step-{step.pk}", step.due_on, step.task, now=now)
    owners = [one for one in (step.theirs, step.ours) if one]
    event.add("description", " · ".join([plan.outcome, *owners]))
    return event


def _day(uid: str, day: date, summary: str, *, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{uid}@trimtab")
    event.add("dtstamp", now)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", summary)
    event.add("transp", "TRANSPARENT")  # a day on which something is due is not a busy one
    return event
