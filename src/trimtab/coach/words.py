"""What Today says in sentences."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trimtab.calls.models import Call
from trimtab.coach.after_end import AfterEnd
from trimtab.coach.followed import Followed
from trimtab.coach.models import Kind
from trimtab.coach.queries import LEAST
from trimtab.coach.today import Today
from trimtab.network.models import Dealing
from trimtab.objectives.models import Action
from trimtab.people.frame import Frame
from trimtab.web import formats

OLD = timedelta(days=90)  # without any change: the feed has stopped


@dataclass(frozen=True)
class Note:
    """A sentence, with where it leads."""

    text: str
    url: str = ""
    label: str = ""


def due_words(due: Sequence[Action], today: date) -> str:
    """Of the person's planned actions: how many are due, how many of them are late; nothing where none is."""
    if not due:
        return ""
    late = sum(one.is_overdue(today) for one in due)
    said = {"count": formats.whole(len(due)), "late": formats.whole(late)}
    text = ngettext("%(count)s action of yours is due", "%(count)s actions of yours are due", len(due)) % said
    return _("%(due)s, %(late)s of them overdue.") % {"due": text, **said} if late else f"{text}."


def headline(today: Today, frame: Frame, *, is_due: bool = False) -> str:
    """The first sentence: what needs doing now, and what it is worth together.

    Args:
        is_due: whether planned actions are due beside it, so that "nothing" would be wrong.
    """
    number = len(today.lines)
    if not number and is_due:
        return ""
    if not number or today.is_beginning:
        return nothing(today)
    said = {
        "count": formats.whole(number),
        "worth": formats.money(today.worth and round(today.worth), frame.organisation.currency),
    }
    if today.worth is None:
        return ngettext("%(count)s thing needs you now.", "%(count)s things need you now.", number) % said
    text = ngettext(
        "%(count)s thing needs you now, worth %(worth)s.",
        "%(count)s things need you now, worth %(worth)s together.",
        number,
    )
    return text % said


def nothing(today: Today) -> str:
    """Why the page is empty."""
    number = len(today.candidates.rows)
    if not number:
        return _("Nothing needs you now: there is no open opportunity here.")
    if today.is_beginning:
        return _("No single one of %(which)s stands out. Begin with these.") % {"which": _of(today)}
    if today.judged.always_on:
        return _("No single one of %(which)s stands out.") % {"which": _of(today)}
    if today.got_back.standing:
        return _("Nothing else needs you now. What you put off or refused is at the foot of the page.")
    return _("Nothing needs you now. %(count)s open, none %(rules)s by your own measure.") % {
        "count": formats.whole(number),
        "rules": _("slipped, stalled or silent") if _is_all_judged(today) else _("slipped"),
    }


def _is_all_judged(today: Today) -> bool:
    return today.judged.is_silence_known and not any(_unmeasured(today, name) for name in ("stay", "silence"))


def always_on(today: Today, frame: Frame) -> Iterator[Note]:
    """One sentence in place of each rule that would flag more than a third, with the way to mend it at once."""
    for kind in today.judged.always_on:
        some = today.judged.found[kind]
        said = {"count": formats.whole(len(some)), "of": _of(today)}
        label = _("Set them straight") if kind == Kind.SLIPPED else _("Look at them")
        yield Note(ALWAYS_ON[kind]() % said, _rows_of(kind, today, frame), label)


def after_end(found: AfterEnd) -> Iterator[Note]:
    """One sentence in place of each question that too many of the person's ended deals would ask."""
    for kind, (count, of) in found.too_many.items():
        said = {"count": formats.whole(count), "of": formats.whole(of)}
        if kind == Kind.HAND_OVER:
            text = _("%(count)s of %(of)s deals that you won in 90 days are not handed over to delivery.")
            yield Note(text % said, f"{reverse('outcomes')}#hand-overs", _("Look at them"))
        else:
            text = _("Of %(count)s of %(of)s deals of yours that ended in 30 days nobody says why.")
            yield Note(text % said, reverse("outcomes"), _("Say why"))


def reminders(due: Sequence[Dealing]) -> Iterator[Note]:
    """One sentence for the promises to people of the own network whose day has come."""
    if due:
        said = {"count": formats.whole(len(due)), "promise": due[0], "name": due[0].acquaintance}
        text = ngettext(
            "You promised %(name)s: %(promise)s.",
            "%(count)s promises to people of your network are due, the first one to %(name)s: %(promise)s.",
            len(due),
        )
        yield Note(text % said, reverse("network"), _("Look at the promises"))


def call_reminders(waiting: Sequence[Call], *, now: datetime) -> Iterator[Note]:
    """One sentence for calls of today and tomorrow without a plan, one for those that nobody said the outcome of."""
    ahead = [one for one in waiting if not one.is_over(now)]
    over = [one for one in waiting if one.is_over(now)]
    if ahead:
        said = {"count": formats.whole(len(ahead)), "call": ahead[0], "when": formats.moment(ahead[0].starts_at)}
        text = ngettext(
            "A call has no plan yet: %(call)s, %(when)s.",
            "%(count)s calls have no plan yet, the first one: %(call)s, %(when)s.",
            len(ahead),
        )
        url = reverse("call-edit", args=[ahead[0].pk]) if len(ahead) == 1 else reverse("calls")
        yield Note(text % said, url, _("Plan it"))
    if over:
        said = {"count": formats.whole(len(over)), "call": over[-1], "when": formats.moment(over[-1].starts_at)}
        text = ngettext(
            "What came of it? %(call)s, %(when)s.", "What came of %(count)s calls is not said yet.", len(over)
        )
        url = reverse("call", args=[over[-1].pk]) if len(over) == 1 else reverse("calls")
        yield Note(text % said, url, _("Say what came of it"))


ALWAYS_ON = {
    Kind.SLIPPED: lambda: _("%(count)s of %(of)s have a close date in the past."),
    Kind.MOVED_OUT: lambda: _("%(count)s of %(of)s were moved out of the period within two weeks."),
    Kind.STALLED: lambda: _("%(count)s of %(of)s are in their stage for longer than nine of ten of the won ones were."),
    Kind.SILENT: lambda: _("%(count)s of %(of)s are silent for longer than nine of ten of the won ones ever were."),
    Kind.UNPLANNED: lambda: _("%(count)s of %(of)s are in commit, close within two weeks, and have nothing planned."),
    Kind.VANISHING: lambda: _("%(count)s of %(of)s are going quiet."),
    Kind.SLIPPING: lambda: _("%(count)s of %(of)s will probably slip out of their period."),
    Kind.THIN: lambda: _("%(count)s of %(of)s have a thin record."),
    Kind.ONE_HEAD: lambda: _("One person alone knows the customer of %(count)s of %(of)s."),
}


def counts(today: Today, frame: Frame) -> Iterator[Note]:
    """What each rule found, with its rows."""
    for kind, name in (
        (Kind.SLIPPED, _("close date passed")),
        (Kind.MOVED_OUT, _("moved out of the period")),
        (Kind.STALLED, _("stalled")),
        (Kind.SILENT, _("silent")),
        (Kind.UNPLANNED, _("nothing planned")),
        (Kind.VANISHING, _("going quiet")),
        (Kind.SLIPPING, _("likely to slip")),
        (Kind.THIN, _("thin record")),
        (Kind.ONE_HEAD, _("knowledge in one head")),
    ):
        some = today.judged.found.get(kind, ())
        yield Note(name, _rows_of(kind, today, frame) if some else "", formats.whole(len(some)))


def not_judged(today: Today) -> Iterator[Note]:
    """What the page cannot say, and why; how much more is needed."""
    rows, paces = today.candidates.rows, today.moment.paces
    if not rows:
        return
    yield from _stopped_feed(today)
    if not today.judged.is_silence_known:
        yield Note(
            _("Silence is not judged: as far as this feed shows, %(count)s of %(of)s have any activity on record.")
            % {"count": formats.whole(today.judged.with_activity), "of": _of(today)}
        )
    if today.moment.counsel.as_of is None:
        yield Note(_("Going quiet, slips and thin records are not judged: the trends have not been worked out yet."))
    if paces.as_of is None:
        yield Note(_("Stalled and silent are not judged: the own paces have not been worked out yet."))
        return
    if stages := _unmeasured(today, "stay"):
        yield Note(
            _("Stalled is not judged where fewer than %(least)s won ones passed: %(stages)s.")
            % {"least": LEAST, "stages": stages},
            paces.url,
            _("Own paces"),
        )
    if today.judged.is_silence_known and (stages := _unmeasured(today, "silence")):
        yield Note(
            _("Silence is not judged where fewer than %(least)s won ones with activities passed: %(stages)s.")
            % {"least": LEAST, "stages": stages},
            paces.url,
            _("Own paces"),
        )
    if without := sum(one.entered_at is None for one in rows):
        yield Note(
            ngettext(
                "Of %(count)s it is not known when it entered its stage.",
                "Of %(count)s it is not known when they entered their stage.",
                without,
            )
            % {"count": formats.whole(without)}
        )


def _stopped_feed(today: Today) -> Iterator[Note]:
    newest = max(one.changed_at for one in today.candidates.rows)
    if today.moment.now - newest > OLD:
        text = _("The newest change among them is of %(day)s: bring newer exports in, or read this as of then.")
        yield Note(text % {"day": formats.day(newest)})


def _unmeasured(today: Today, measure: str) -> str:
    """The stages of the open ones without enough cases, each with the number there is."""
    paces = today.moment.paces
    stages = {one.stage_id: one.stage for one in today.candidates.rows}
    said = []
    for stage_id, name in sorted(stages.items(), key=lambda one: one[1]):
        pace = paces.by_stage.get(stage_id)
        spread = getattr(pace, measure, None)
        if spread is None or spread.n < LEAST:
            said.append(f"{name} ({formats.whole(spread.n if spread else 0)})")
    return ", ".join(said)


def _of(today: Today) -> str:
    number = formats.whole(len(today.candidates.rows))
    if today.candidates.is_bounded and all(one.worth is None for one in today.candidates.rows):
        return _("the %(count)s open ones looked at") % {"count": number}
    if today.candidates.is_bounded:
        return _("the %(count)s open ones worth most") % {"count": number}
    return _("%(count)s open ones") % {"count": number}


def looked_at(today: Today) -> str:
    """How many opportunities the page speaks of."""
    return _of(today)


def _rows_of(kind: Kind, today: Today, frame: Frame) -> str:
    """The list of what a rule found. Where all of the scope was looked at, its filter says the same."""
    asked = {"scope": frame.scope.key, "period": frame.period.key}
    if kind == Kind.SLIPPED and not today.candidates.is_bounded:
        yesterday = frame.today - timedelta(days=1)
        asked |= {"status": "open", "close_to": yesterday.isoformat()}
    else:
        asked |= {"ids": ",".join(str(finding.of_id) for finding in today.judged.found[kind])}
    return f"{reverse('opportunities')}?{urlencode(asked)}"


def what_came(rules: Sequence[Followed]) -> str:
    """What came of advice in a sentence."""
    given, taken = sum(rule.fired for rule in rules), sum(rule.taken for rule in rules)
    if not given:
        return _("No advice has been noted yet: that begins with the first night in which the trends are worked out.")
    said = {"given": formats.whole(given), "taken": formats.whole(taken)}
    first = _("Of %(given)s pieces of advice %(taken)s were done.") % said
    told = [rule for rule in rules if rule.difference is not None]
    helped = [rule.label for rule in told if rule.difference and rule.difference[1] > 0]
    if helped:
        return f"{first} {_('More came where it was taken: %(rules)s.') % {'rules': ', '.join(helped)}}"
    if told:
        return f"{first} {_('Whether taking it changed anything cannot be told apart from chance.')}"
    return f"{first} {_('Whether taking it changed anything cannot be told yet: too few cases are 17 days old.')}"
