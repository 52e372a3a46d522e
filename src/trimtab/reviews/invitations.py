"""The hour of a review for calendars. It names the deal and the parts, and no judgement."""

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from trimtab.reviews.models import Review


def invitation_to(review: Review, *, address: str) -> bytes:
    """An event with the people who take part."""
    event = Event()
    event.add("uid", f"review-{review.pk}@trimtab")
    event.add("dtstamp", review.created_at)
    event.add("dtstart", review.starts_at)
    event.add("dtend", review.ends_at)
    event.add("summary", _("Review: %(deal)s") % {"deal": review.opportunity.name})
    people = review.participants.select_related("user").order_by("pk")
    event.add("description", "\n".join(f"{one.user}: {one.get_role_display()}" for one in people))
    event.add("url", address)
    event.add("status", "CANCELLED" if review.canceled_at else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//Trimtab//Reviews//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
