"""The pages of one's own hours, as Ana uses them."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import NOW, client_for, person
from trimtab.accounts.models import Account, Contact
from trimtab.core.models import Event
from trimtab.hours import actions
from trimtab.hours.actions import Allotted
from trimtab.hours.models import CalendarImport, TimeEntry
from trimtab.hours.tests.calendars import calendar, event, week_of_ana
from trimtab.people.models import Team, User

pytestmark = pytest.mark.django_db
WEEK = date(2026, 11, 9)
PAGE = "/hours/?week=2026-11-09"
POSTS = "/hours/weeks/2026-11-09"


@pytest.fixture
def kim(acme: Account) -> Contact:
    return Contact.objects.create(account=acme, name="Kim", email="kim@acme.example", created_at=NOW, changed_at=NOW)


@pytest.fixture
def browser(ana: User, ben: User) -> Client:
    return client_for(ana)


def bring(browser: Client, content: bytes) -> str:
    """Choose the file, and read the page that follows."""
    answer = browser.post(f"{POSTS}/calendar/", {"file": SimpleUploadedFile("week.ics", content)}, follow=True)
    return answer.content.decode()


def form_of(browser: Client, **typed: str) -> dict[str, str]:
    """The form of the week as it is shown, with some fields typed."""
    shown = browser.get(PAGE).context["week_form"]
    return {field.html_name: str(field.value() or "") for field in shown} | typed


def test_week_of_f24_is_answered_in_the_first_line(browser: Client) -> None:
    """F24, as a person writes it down: 4, 6 and 3 of 45 hours."""
    typed = {"hours_preparation": "4", "hours_meeting": "6", "hours_follow_up": "3,0", "hours_internal": "32:00"}

    answer = browser.post(f"{POSTS}/allotment/", form_of(browser, **typed), follow=True)

    assert answer.redirect_chain == [(PAGE, 302)]
    assert "13 of 45 hours went to customers: 28.9%." in answer.content.decode()


def test_check_23_week_from_a_calendar(browser: Client, kim: Contact) -> None:
    """Check 23: the share is worked out, unknown entries wait for one tap, and the same file again changes nothing."""
    page = bring(browser, week_of_ana())

    assert "9 entries were added. 2 of them are not known." in page
    assert "Left out: 1 whole days, 1 private." in page
    # 1.5 h with Kim and 2 h of preparing, of those and five stand-ups of half an hour.
    assert "3.5 of 6 hours went to customers: 58.3%." in page
    assert "2.5 more hours do not say what they went to" in page
    meeting = TimeEntry.objects.get(title="Acme turbines")
    assert (meeting.category, meeting.by_rule, meeting.account_id) == ("meeting", "contact", kim.account_id)
    again = bring(browser, week_of_ana())
    assert "Nothing is new in this week of the calendar." in again
    assert TimeEntry.objects.count() == 9


def test_one_tap_says_what_all_of_that_title_were_and_is_taken_back(browser: Client, kim: Contact) -> None:
    bring(browser, week_of_ana())
    first, _second = TimeEntry.objects.filter(title="Blue folder").order_by("day")

    page = browser.post(f"/hours/entries/{first.pk}/category/", {"category": "reporting"}, follow=True).content.decode()

    assert "Blue folder and 1 more of that title: Reports and records." in page
    assert set(TimeEntry.objects.filter(title="Blue folder").values_list("category", flat=True)) == {"reporting"}
    browser.post(f"/hours/entries/{first.pk}/category/undoing/")
    assert set(TimeEntry.objects.filter(title="Blue folder").values_list("category", flat=True)) == {""}


def test_what_was_said_once_is_proposed_the_next_week(browser: Client, ana: User) -> None:
    bring(browser, calendar(event("1", "20261110T090000Z", "20261110T100000Z", "Blue folder")))
    actions.say_category(TimeEntry.objects.get(), category="training", by=ana, now=NOW)

    later = calendar(event("2", "20261117T090000Z", "20261117T100000Z", "Blue folder"))
    browser.post("/hours/weeks/2026-11-16/calendar/", {"file": SimpleUploadedFile("week.ics", later)})

    assert TimeEntry.objects.get(day=date(2026, 11, 17)).category == "training"


def test_calendar_is_taken_out_again_but_what_was_changed_stays(browser: Client, kim: Contact) -> None:
    bring(browser, week_of_ana())
    entry = TimeEntry.objects.get(title="Prepare Acme")
    browser.post(f"/hours/entries/{entry.pk}/category/", {"category": "proposal"})

    url = f"/hours/calendars/{CalendarImport.objects.get().pk}/undoing/"
    page = browser.post(url, follow=True).content.decode()

    assert "8 entries of the calendar are out again. 1 that you changed stays." in page
    assert list(TimeEntry.objects.values_list("title", flat=True)) == ["Prepare Acme"]
    assert browser.post(url).status_code == 404


def test_entry_that_moved_or_was_called_off_follows_its_calendar(browser: Client) -> None:
    bring(browser, calendar(event("1", "20261110T090000Z", "20261110T100000Z", "Acme"),
                            event("2", "20261111T090000Z", "20261111T100000Z", "Bolt")))  # fmt: skip

    off = event("2", "20261111T090000Z", "20261111T100000Z", "Bolt", "STATUS:CANCELLED")
    page = bring(browser, calendar(event("1", "20261112T090000Z", "20261112T110000Z", "Acme"), off))

    assert "1 was moved or renamed. 1 was called off and no longer counts." in page
    moved, gone = TimeEntry.objects.get(title="Acme"), TimeEntry.objects.get(title="Bolt")
    assert (moved.day, moved.minutes, gone.removed_at is None) == (date(2026, 11, 12), 120, False)


def test_entry_that_was_taken_out_does_not_come_back(browser: Client) -> None:
    content = calendar(event("1", "20261110T090000Z", "20261110T100000Z", "Acme"))
    bring(browser, content)
    entry = TimeEntry.objects.get()
    browser.post(f"/hours/entries/{entry.pk}/removal/")

    bring(browser, content)

    assert "No hours of this week are written down yet." in browser.get(PAGE).content.decode()
    browser.post(f"/hours/entries/{entry.pk}/restoration/")
    assert "1 hours are here" in browser.get(PAGE).content.decode()


@pytest.mark.parametrize(("content", "told"), [(b"nothing", "This is no calendar."), (b"", "empty")])
def test_file_that_is_no_calendar_is_answered_in_words(browser: Client, content: bytes, told: str) -> None:
    answer = browser.post(f"{POSTS}/calendar/", {"file": SimpleUploadedFile("week.ics", content)})

    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_bad_hours_show_the_form_with_what_was_typed(browser: Client) -> None:
    answer = browser.post(f"{POSTS}/allotment/", form_of(browser, hours_travel="many", hours_meeting="6"))

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Write hours from 0 to 168" in page
    assert 'value="many"' in page
    assert 'value="6"' in page
    assert not TimeEntry.objects.exists()


def test_second_window_does_not_overwrite_the_first(browser: Client, ana: User) -> None:
    typed = form_of(browser, hours_travel="3")
    actions.allot_week(WEEK, {"travel": Allotted(60)}, by=ana, now=NOW)

    answer = browser.post(f"{POSTS}/allotment/", typed)

    assert answer.status_code == 409
    assert "changed in another window meanwhile" in answer.content.decode()
    assert TimeEntry.objects.get().minutes == 60
    again = form_of(browser) | typed | {"seen": answer.context["week_form"]["seen"].value()}
    assert browser.post(f"{POSTS}/allotment/", again).status_code == 302
    assert TimeEntry.objects.get().minutes == 180


def test_entry_by_itself_names_its_account_and_is_changed(browser: Client, acme: Account) -> None:
    fields = {"day": "2026-11-10", "minutes": "1:30", "category": "meeting", "account": "acme", "title": "Lunch"}
    browser.post(f"{POSTS}/entries/", fields)
    entry = TimeEntry.objects.get()

    shown = browser.get(f"/hours/entries/{entry.pk}/").context["form"]
    sent = {field.html_name: str(field.value() or "") for field in shown} | {"minutes": "2"}
    browser.post(f"/hours/entries/{entry.pk}/", sent)

    entry.refresh_from_db()
    assert (entry.account, entry.minutes) == (acme, 120)
    stale = browser.post(f"/hours/entries/{entry.pk}/", sent | {"minutes": "9"})
    assert stale.status_code == 409


def test_nobody_else_reads_an_entry_and_the_audit_does_not_tell(
    browser: Client, ana: User, ben: User, dov: User
) -> None:
    entry = actions.add_entry(fields={"day": WEEK, "minutes": 30, "title": "Union meeting"}, by=ana, now=NOW)

    found = {who.name: client_for(who).get(f"/hours/entries/{entry.pk}/").status_code for who in (ana, ben, dov)}

    assert found == {"Ana": 200, "Ben": 404, "Dov": 404}
    assert "Union" not in str(list(Event.objects.values_list("before", "after")))


def test_weeks_that_do_not_exist_are_not_found(browser: Client) -> None:
    assert browser.get("/hours/?week=yesterday").status_code == 404
    assert browser.get("/hours/?week=9999-12-31").status_code == 404
    assert browser.get("/hours/over-weeks/?source=nobody").status_code == 404


def test_leader_sees_sums_of_three_people_and_never_fewer(ana: User, ben: User, north: Team) -> None:
    for someone in (ana, person("Gus", role=User.Role.SELLER, team=north)):
        actions.allot_week(WEEK, {"meeting": Allotted(600), "reporting": Allotted(600, "finance")}, by=someone, now=NOW)
    address = "/hours/teams/?scope=team&period=FY2026-Q4"
    two = client_for(ben).get(address).content.decode()

    third = person("Ida", role=User.Role.SELLER, team=north)
    actions.allot_week(WEEK, {"internal": Allotted(1200, "leader")}, by=third, now=NOW)
    three = client_for(ben).get(address).content.decode()

    assert "2 people of this scope wrote hours down in this period, it takes 3." in two
    assert "Finance" not in two
    assert "20 of 60 hours of 3 people went to customers: 33.3%." in three
    assert "Finance" in three
    assert "Gus" not in three
