"""The sentences of the backup page."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trimtab.retention.backup import WORKING, Backup, Hanging, Known
from trimtab.web import formats


@dataclass(frozen=True)
class Step:
    """What to do next about one point of failure, and where to plan it; empty where nothing plans."""

    text: str
    url: str


def headline(backup: Backup) -> str:
    """The answer in a sentence."""
    name = backup.account.name
    if not backup.people:
        return _("Nobody at %(account)s is known yet: whoever owns it knows them alone.") % {"account": name}
    if not backup.ties:
        text = ngettext(
            "%(count)s person of %(account)s is on record, and nothing of the last year names this person.",
            "%(count)s people of %(account)s are on record, and nothing of the last year names any of them.",
            len(backup.people),
        )
        return text % {"count": formats.whole(len(backup.people)), "account": name}
    if all(one.strength < WORKING for one in backup.people):
        return _("What we had at %(account)s has faded: nobody there is known well enough now.") % {"account": name}
    theirs, ours = backup.theirs.factor, backup.ours.factor
    if theirs == 1 and ours == 1:
        text = _("One departure is enough on either side: %(contact)s at %(account)s, or %(user)s of ours.")
        return text % {"contact": _named(backup), "account": name, "user": _our_named(backup)}
    if theirs == 1:
        text = _("What we know of %(account)s hangs on %(contact)s: without this person less than half is left.")
        return text % {"contact": _named(backup), "account": name}
    if ours == 1:
        text = _("Only %(user)s holds %(account)s: without this colleague less than half of what we know is left.")
        return text % {"user": _our_named(backup), "account": name}
    text = _("%(account)s is held broadly: it takes %(theirs)s of theirs, or %(ours)s of ours, to lose half.")
    return text % {"account": name, "theirs": formats.whole(theirs), "ours": formats.whole(ours)}


def summary(backup: Backup) -> str:
    """How many we know, in a second sentence."""
    people, touched = len(backup.people), len(backup.in_touch)
    if not people:
        return ""
    text = ngettext(
        "%(people)s person is on record; %(touched)s was in touch with us in the last 90 days.",
        "%(people)s people are on record; %(touched)s were in touch with us in the last 90 days.",
        people,
    )
    return text % {"people": formats.whole(people), "touched": formats.whole(touched)}


def caution(backup: Backup) -> str:
    """How complete what is on record is."""
    if backup.captured is None:
        return _("No call, meeting or e-mail of the last year is on record, so nothing is known about who knows whom.")
    parts = [
        _("%(share)s of the last year's calls, meetings and e-mails name somebody of the customer.")
        % {"share": formats.percent(backup.captured)}
    ]
    if not backup.knows_answers:
        parts.append(_("No e-mail from the customer is on record: who answers is unknown, and counted as half."))
    return " ".join(parts)


def next_step(backup: Backup, one: Hanging) -> Step:
    """What to do about somebody on whom much hangs."""
    return _our_step(backup, one) if one.is_ours else _their_step(backup, one)


def _their_step(backup: Backup, one: Hanging) -> Step:
    person = backup.by_contact[one.pk]
    other = _whom_to_meet(backup, person)
    if other is None:
        text = _("Ask %(name)s who else decides there, and add these people.") % {"name": one.name}
        return _step(backup, text, _("Ask %(name)s who else decides") % {"name": one.name}, contact=one.pk)
    said = {"name": one.name, "other": other.contact.name, "title": other.contact.title or other.department}
    text = (
        _("Ask %(name)s to introduce us to %(other)s, %(title)s.")
        if said["title"]
        else _("Ask %(name)s to introduce us to %(other)s.")
    )
    return _step(backup, text % said, _("Meet %(other)s through %(name)s") % said, contact=other.contact.pk)


def _our_step(backup: Backup, one: Hanging) -> Step:
    if one.stand_in is not None:
        said = {"name": one.name, "other": one.stand_in[0]}
        text = _("Let %(name)s take %(other)s along to the next meeting.") % said
        return _step(backup, text, _("Take %(other)s along") % said)
    text = _("Let %(name)s introduce a colleague: nobody else of us knows these people.") % {"name": one.name}
    return _step(backup, text, _("Introduce a colleague at %(account)s") % {"account": backup.account.name})


def _whom_to_meet(backup: Backup, person: Known) -> Known | None:
    """The most powerful whom we do not know yet; of equal ones, one of the same department first."""
    strangers = [one for one in backup.people if one.strength < WORKING and one.contact.pk != person.contact.pk]
    if not strangers:
        return None
    return max(strangers, key=lambda one: (one.power, one.department == person.department, -one.contact.pk))


def _step(backup: Backup, text: str, subject: str, *, contact: int | None = None) -> Step:
    return Step(text, action_address(account=backup.account.pk, contact=contact, subject=subject))


def action_address(*, account: int | None, subject: str, contact: int | None = None, origin: str = "") -> str:
    """Where an action is planned; empty in an installation without that room."""
    try:
        address = reverse("action-new")
    except NoReverseMatch:
        return ""
    asked = {"account": account, "contact": contact, "subject": subject, "origin": origin}
    return f"{address}?{urlencode({name: value for name, value in asked.items() if value})}"


def _named(backup: Backup) -> str:
    return backup.by_contact[backup.theirs.people[0]].contact.name


def _our_named(backup: Backup) -> str:
    return backup.record.users[backup.ours.people[0]].name
