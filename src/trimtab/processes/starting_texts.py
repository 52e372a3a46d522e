"""The words of the processes that ship, by key."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trimtab.processes.starting_texts_of_large import LARGE
from trimtab.processes.starting_texts_of_renewal import RENEWAL

Texts = Mapping[str, Mapping[str, "str | Promise"]]

SEVEN: Texts = {
    "seven-steps": {
        "text": _("Seven steps"),
        "help": _("For most sales: from the first sign of a need until the customer works with what was bought."),
    },
    "qualify": {"text": _("Qualify"), "purpose": _("The customer notices that something should change.")},
    "qualify-fit": {
        "text": _("The customer is one whom we serve well"),
        "proof": _("A customer of the same kind who would be a reference."),
        "role": _("Seller"),
        "help": _("Size, trade and situation are like those of customers who stayed. If not, why this one?"),
    },
    "qualify-need": {
        "text": _("Somebody there says in their own words what should be better"),
        "proof": _("The sentence, with who said it and when."),
        "role": _("Somebody who has the problem"),
        "help": _("Write it down as it was said. A need that only we see is a guess."),
    },
    "qualify-owner": {
        "text": _("It is known who owns the problem"),
        "proof": _("A name, told by somebody there."),
        "role": _("Owner of the problem"),
        "help": _("The person whose figures become better when the problem goes away."),
    },
    "qualify-event": {
        "text": _("It is known why now, and until when"),
        "proof": _("A date that matters to them, and what happens if it passes."),
        "role": _("Owner of the problem"),
        "help": _("Without a date of theirs, the close date is a wish of ours."),
    },
    "meet": {"text": _("First meeting"), "purpose": _("The customer finds out whether talking to us is worth it.")},
    "meet-talk": {
        "text": _("The owner of the problem gave us time"),
        "proof": _("The meeting took place: date and who was there."),
        "role": _("Owner of the problem"),
        "help": _("Somebody who may only listen for another person does not count."),
    },
    "meet-goals": {
        "text": _("Their goal is written down with a figure, and they said that it is right"),
        "proof": _("Their answer to our summary."),
        "role": _("Owner of the problem"),
        "help": _("Send three lines after the meeting and ask what is wrong in them."),
    },
    "meet-people": {
        "text": _("It is known who has a say, and how such a purchase went the last time"),
        "proof": _("The people on the map, told by somebody there."),
        "role": _("Somebody who took part"),
        "help": _("Ask about the last purchase of this size. People remember it better than the rules."),
    },
    "meet-next": {
        "text": _("They put something of theirs into the next step"),
        "proof": _("A date with their people, data, or access that they gave."),
        "role": _("Owner of the problem"),
        "help": _("Work on their side tells more than interest in ours."),
    },
    "prove": {"text": _("Proof"), "purpose": _("The customer tests whether it works for them.")},
    "prove-criteria": {
        "text": _("They said what would prove it to them, before we showed anything"),
        "proof": _("The list of criteria, written or confirmed by them."),
        "role": _("Whoever judges the proof"),
        "help": _("Agreed beforehand, a proof ends with a yes or a no. Otherwise it ends with more questions."),
    },
    "prove-tried": {
        "text": _("They saw it work on their own case"),
        "proof": _("Result of the trial or demonstration against the criteria."),
        "role": _("Whoever judges the proof"),
        "help": _("Their data, their people, their words."),
    },
    "prove-user": {
        "text": _("Those who will work with it want it"),
        "proof": _("What one of them said, with name and date."),
        "role": _("User"),
        "help": _("A tool that nobody wanted to use is remembered at the next purchase."),
    },
    "prove-rivals": {
        "text": _("It is known what else they look at, doing nothing included"),
        "proof": _("Told by somebody there."),
        "role": _("Seller"),
        "help": _("Nobody compares with nothing. Where no rival is known, it is their present way of working."),
    },
    "agree": {"text": _("Second meeting"), "purpose": _("The customer decides whether it is worth its cost.")},
    "agree-decider": {
        "text": _("Whoever decides about the money was there"),
        "proof": _("The meeting took place: date and who was there."),
        "role": _("Whoever decides about the money"),
        "help": _("A message carried by others loses what makes it convincing."),
    },
    "agree-worth": {
        "text": _("They confirmed what it is worth to them, in their figures"),
        "proof": _("A line of the business case with their name and date."),
        "role": _("Owner of the problem"),
        "help": _("A figure that only we worked out is the first to be struck."),
    },
    "agree-doing-nothing": {
        "text": _("They said what it costs to leave it as it is"),
        "proof": _("The sentence or figure, with who said it."),
        "role": _("Owner of the problem"),
        "help": _("Most sales are lost to no decision."),
    },
    "agree-path": {
        "text": _("The way to their signature is agreed, with dates"),
        "proof": _("The mutual plan, changed or confirmed by them."),
        "role": _("Sponsor"),
        "help": _("Legal, security and purchasing have queues of their own. Ask how long they took the last time."),
    },
    "offer": {"text": _("Proposal"), "purpose": _("The customer weighs the offer and looks for what could go wrong.")},
    "offer-solution": {
        "text": _("They read the proposal before it was final, and changed something"),
        "proof": _("Their remarks."),
        "role": _("Sponsor"),
        "help": _("A proposal in which their words stand is theirs too."),
    },
    "offer-terms": {
        "text": _("Price and terms are known to whoever decides, and are not the open question"),
        "proof": _("What that person said about them."),
        "role": _("Whoever decides about the money"),
        "help": _("If price is all they talk about, the worth was not confirmed."),
    },
    "offer-budget": {
        "text": _("The money is there, or it is known from where and when it comes"),
        "proof": _("Told by whoever decides about the money."),
        "role": _("Whoever decides about the money"),
        "help": _("A budget of another purpose is a decision that is still to be made."),
    },
    "offer-sponsor": {
        "text": _("Somebody there fights for it when we are not in the room"),
        "proof": _("What that person did, not said."),
        "role": _("Sponsor"),
        "help": _("Asked for time, introduced us, defended a date: something that cost effort."),
    },
    "close": {"text": _("Close"), "purpose": _("The customer makes the decision and clears the way to it.")},
    "close-chosen": {
        "text": _("They said that they want to buy it from us"),
        "proof": _("In writing, or said by whoever decides."),
        "role": _("Whoever decides about the money"),
        "help": _("Everything before is a preference."),
    },
    "close-checked": {
        "text": _("Security, privacy and purchasing have finished, or are not needed"),
        "proof": _("Their answer, with date."),
        "role": _("Purchasing, security"),
        "help": _("Ask each of them; one of three is the one that takes weeks."),
    },
    "close-legal": {
        "text": _("The contract has no open point"),
        "proof": _("The version that both sides agreed on."),
        "role": _("Legal"),
        "help": _("Count the open points, not the days."),
    },
    "close-signed": {
        "text": _("It is signed by somebody who may sign"),
        "proof": _("The signed order."),
        "role": _("Whoever signs"),
        "help": _("Know the name and the days of absence of whoever signs."),
    },
    "intake": {"text": _("Intake"), "purpose": _("The customer begins to work with it.")},
    "intake-handover": {
        "text": _("Those who deliver know what was promised, to whom, and why it was bought"),
        "proof": _("The hand-over took place: date and who was there."),
        "role": _("Delivery"),
        "help": _("What was promised in talks belongs in it too."),
    },
    "intake-kickoff": {
        "text": _("The customer's people have begun"),
        "proof": _("Date of the first working session."),
        "role": _("Owner of the problem"),
        "help": _("The longer the pause after the signature, the more has to be sold again."),
    },
    "intake-measure": {
        "text": _("It is agreed how and when the result will be measured"),
        "proof": _("The date of the review, with their name."),
        "role": _("Owner of the problem"),
        "help": _("This is the first milestone of the renewal."),
    },
}
TEXTS: Texts = {**SEVEN, **LARGE, **RENEWAL}
