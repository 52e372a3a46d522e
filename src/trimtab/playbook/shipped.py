"""The plays that ship. They stand here and not in a table, so that they are translated until somebody changes one."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from trimtab.playbook.facts import PlayFacts, facts_in
from trimtab.playbook.matching import Conditions
from trimtab.playbook.shipped_fears import FOR_FEARS

STEPS: Mapping[str, PlayFacts] = {
    "is-it-a-project": PlayFacts(
        name=_("Ask whether it is a project"),
        doing=_("They noticed a problem and look around. Nobody has been told to solve it, and there is no money yet."),
        needs=_("To find out, at little cost, whether the problem is worth solving and whether others have solved it."),
        channel="phone",
        theirs=_("Whoever wrote or called first, and the person whose figures suffer"),
        ours=_("Whoever sells"),
        bring=_("Two sentences on what a similar customer found when he looked at the same problem"),
        goes=_(
            "Ask what happens if nothing is done until next year, who would be asked about it, and what has been tried."
            " Say plainly when it is not a case for us."
        ),
        follows=_("They name the person who owns the problem and agree to a first meeting with that person."),
        follow_subject=_("Ask who owns the problem, and for a first meeting"),
        follow_days=3,
        when=Conditions(steps=("qualify",)),
    ),
    "answer-the-tender-or-not": PlayFacts(
        name=_("Decide whether to answer a written request"),
        doing=_("They compare on paper, often with a list that somebody else helped to write."),
        needs=_("Comparable answers by a day, and to see early which supplier is serious."),
        channel="email",
        theirs=_("The purchasing lead, and one person who will work with what is bought"),
        ours=_("Whoever sells, with the leader of the team"),
        bring=_("Three questions whose answers would change our offer"),
        goes=_(
            "Ask for a talk with the future users before answering. If it is refused, and nobody of ours helped with"
            " the list, the honest answer may be not to take part."
        ),
        follows=_("They let us speak to the users, or we decline politely and stay in touch."),
        follow_subject=_("Ask for a talk with the future users before we answer"),
        follow_days=2,
        when=Conditions(steps=("qualify",), amount_from=Decimal(50_000)),
    ),
    "first-meeting-their-day": PlayFacts(
        name=_("First meeting about their day"),
        doing=_("The owner of the problem lends an hour and watches whether we understand the business."),
        needs=_("To be understood, to hear something new about the own problem, and not to be sold to."),
        channel="in_person",
        theirs=_("The owner of the problem, with one person who does the work"),
        ours=_("Whoever sells, with somebody who knows the work"),
        bring=_("One observation about their business that they have not heard from us before"),
        goes=_(
            "Let them show how the work is done today. Write down their own figures for what it costs. Speak of us"
            " in the last ten minutes only."
        ),
        follows=_("They confirm in writing what we understood, and say what would have to be proven to them."),
        follow_subject=_("Send what we understood and ask them to correct it"),
        follow_days=1,
        when=Conditions(steps=("first_meeting",)),
    ),
    "map-who-decides": PlayFacts(
        name=_("Draw with them who has a say"),
        doing=_("Our contact begins to talk to colleagues and does not know who may stop it."),
        needs=_("Not to be surprised by somebody late, and to look well prepared inside."),
        channel="virtual",
        theirs=_("The owner of the problem"),
        ours=_("Whoever sells"),
        bring=_("An empty sheet with the roles that usually have a say: money, use, technology, law"),
        goes=_(
            "Fill the sheet together: who decides, who must agree, who works with it, who could be against it and why."
            " Ask how the last purchase of this size was decided."
        ),
        follows=_("They introduce us to one person on the sheet whom we do not know."),
        follow_subject=_("Ask for one introduction from the sheet"),
        follow_days=5,
        when=Conditions(steps=("first_meeting", "proof"), changes=("medium", "high")),
    ),
    "proof-on-their-terms": PlayFacts(
        name=_("Proof by their own criteria"),
        doing=_("They want to see it work, and each of them means something else by that."),
        needs=_("To be sure enough to put the own name to it."),
        channel="virtual",
        theirs=_("Those who will use it, and whoever signs off the result"),
        ours=_("Somebody who knows the work, with whoever sells"),
        bring=_("Their criteria on one page, agreed before the day"),
        goes=_(
            "Agree first what will be looked at and what counts as passed. Use their data. Let them do it"
            " themselves. Write the result beside each criterion in their presence."
        ),
        follows=_("They sign off the result and say what is still missing before a decision."),
        follow_subject=_("Agree the criteria of the proof on one page"),
        follow_days=5,
        when=Conditions(steps=("proof",)),
    ),
    "pilot-with-an-end": PlayFacts(
        name=_("Pilot with an end and a decision"),
        doing=_("They would rather try than decide."),
        needs=_("To learn at a small risk, with a way out."),
        channel="in_person",
        theirs=_("The owner of the problem, the users of one team, and whoever decides afterwards"),
        ours=_("Whoever sells, with the lead of delivery"),
        bring=_("A one-page agreement: question, measure, last day, and what is decided on that day"),
        goes=_("Fix before the start who decides what on the last day. Without that, do not begin: it never ends."),
        follows=_("The meeting of the last day stands in the calendar of whoever decides."),
        follow_subject=_("Get the day of the decision into the calendar before the pilot begins"),
        follow_days=7,
        when=Conditions(steps=("proof",), changes=("high",)),
    ),
    "second-meeting-the-money": PlayFacts(
        name=_("Second meeting with whoever has the money"),
        doing=_("They must defend the purchase against other uses of the same money."),
        needs=_("A reason in their own figures that holds without us in the room."),
        channel="in_person",
        theirs=_("The person who releases the money, with the owner of the problem"),
        ours=_("Whoever sells, with somebody of the same rank"),
        bring=_("Their figures from the first meeting, with a range and the cost of waiting a month"),
        goes=_(
            "Let the owner of the problem present. Ask which figure is doubted and correct it on the spot. Ask what"
            " else competes for the money."
        ),
        follows=_("They confirm at least one figure and say when the money could be released."),
        follow_subject=_("Ask which figure they confirm, and for the day the money is released"),
        follow_days=3,
        when=Conditions(steps=("second_meeting", "proposal")),
    ),
    "proposal-read-together": PlayFacts(
        name=_("Proposal read together"),
        doing=_("They compare offers and look for what is not said in them."),
        needs=_("To understand it without help, and to hand it on without shame."),
        channel="virtual",
        theirs=_("The owner of the problem, with purchasing where it is known"),
        ours=_("Whoever sells"),
        bring=_("A draft of at most five pages: their goals, what changes, price, risks and who bears them"),
        goes=_(
            "Read the draft with them before it is final and change it in front of them. Never send a price into"
            " silence: agree on the next talk before sending."
        ),
        follows=_("They tell us what they changed in it for their colleagues, and when it is decided."),
        follow_subject=_("Read the draft with them before it is final"),
        follow_days=4,
        when=Conditions(steps=("proposal",)),
    ),
    "price-alone": PlayFacts(
        name=_("When only the price is left"),
        doing=_("They put two offers side by side and see only one difference."),
        needs=_("A saving to show, or a reason for the more expensive one."),
        channel="phone",
        theirs=_("Purchasing, and the owner of the problem beside it"),
        ours=_("Whoever sells, with the leader of the team on call"),
        bring=_("What may be left out, what may be given for what, and where it ends"),
        goes=_(
            "Ask what would have to be true if both cost the same. Give nothing without getting something: a day, a"
            " reference, a longer term."
        ),
        follows=_("They name what decides beside the price, or agree to an exchange."),
        follow_subject=_("Ask what would decide if both cost the same"),
        follow_days=2,
        when=Conditions(steps=("proposal", "close"), amount_from=Decimal(20_000)),
    ),
    "paper-backwards": PlayFacts(
        name=_("Paper planned backwards from their day"),
        doing=_("They have chosen and learn how long legal, security and purchasing take."),
        needs=_("To have it running by the day they promised inside."),
        channel="virtual",
        theirs=_("The owner of the problem, with purchasing and legal"),
        ours=_("Whoever sells, with our legal"),
        bring=_("A plan from their day backwards, with one name on each side of each step"),
        goes=_("Ask who has to read what, how long it took last time, and who is away. Begin the longest step today."),
        follows=_("Each step has a day and a name of theirs."),
        follow_subject=_("Get a name and a day of theirs for each step of the paper"),
        follow_days=3,
        when=Conditions(steps=("close",)),
    ),
    "sign-with-a-reason-for-today": PlayFacts(
        name=_("Signature, and what they lose by waiting"),
        doing=_("Everything is agreed and nothing happens."),
        needs=_("A reason of their own to do it this week, and the feeling that it is safe."),
        channel="phone",
        theirs=_("Whoever signs"),
        ours=_("Whoever sells, with our executive where theirs is one"),
        bring=_("Their own date, and what each month of waiting costs in their figures"),
        goes=_(
            "Ask what has changed. If nothing has, ask what would make it safe to sign. Invent no deadline of ours."
        ),
        follows=_("They sign, or say what stands against it."),
        follow_subject=_("Ask whoever signs what still stands against it"),
        follow_days=2,
        when=Conditions(steps=("close",), changes=("low", "medium")),
    ),
    "intake-promises": PlayFacts(
        name=_("Intake: what was promised, with those who keep it"),
        doing=_("They wonder whether the people who come now know what was said."),
        needs=_("Not to tell everything twice, and a first result soon."),
        channel="in_person",
        theirs=_("The owner of the problem, and those who work with it"),
        ours=_("Delivery leads; whoever sold introduces and listens"),
        bring=_("The list of what was promised, by whom, and how they will know that it is there"),
        goes=_("Read the promises aloud and let them correct the list. Agree on the first result within 30 days."),
        follows=_("They confirm the list and name who tells us when something goes wrong."),
        follow_subject=_("Read what was promised with them and with delivery"),
        follow_days=5,
        when=Conditions(steps=("intake",)),
    ),
    "renewal-early": PlayFacts(
        name=_("Renewal, begun with what it brought"),
        doing=_("They pay out of habit, and somebody new asks what for."),
        needs=_("To show inside what it brought, or to get out in time."),
        channel="in_person",
        theirs=_("The owner of the result, and whoever answers for the money"),
        ours=_("Whoever looks after them, with delivery"),
        bring=_("What was promised at the start beside what came of it, in their figures"),
        goes=_("Begin two terms of notice ahead. Say first what did not come true. Ask who is new and what is new."),
        follows=_("They confirm one result in writing and say what they would change."),
        follow_subject=_("Put what it brought beside what was promised, and ask them"),
        follow_days=10,
        when=Conditions(kinds=("renewal",)),
    ),
    "renewal-new-people": PlayFacts(
        name=_("Renewal after those who bought are gone"),
        doing=_("The new person in charge inherits a contract and has an own idea."),
        needs=_("To put an own mark on it, without a risk."),
        channel="in_person",
        theirs=_("The new person in charge"),
        ours=_("Whoever looks after them, with our executive"),
        bring=_("Nothing but questions, and one result that can be checked inside"),
        goes=_("Treat it as a first meeting: what is the person measured by, what shall be different in a year?"),
        follows=_("The new person says what it would take to keep it, in own words."),
        follow_subject=_("Meet the new person in charge as if for the first time"),
        follow_days=5,
        when=Conditions(kinds=("renewal",), changes=("medium", "high")),
    ),
}
SHIPPED: Mapping[str, PlayFacts] = {**STEPS, **FOR_FEARS}


def read_facts(key: str, document: Mapping[str, Any]) -> PlayFacts:
    """What a version says; an empty document: as shipped under that key."""
    return facts_in(document) if document else SHIPPED[key]
