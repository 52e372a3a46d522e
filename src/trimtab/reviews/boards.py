"""What the page of one review shows: the phase and its time, who is there, what was said, what was promised."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Count
from django.utils.functional import Promise

from trimtab.people.models import User
from trimtab.people.policy import access_to_owner
from trimtab.reviews.changes import Since, since_reviews
from trimtab.reviews.models import Commitment, Like, Participant, Post, Review
from trimtab.reviews.phases import ADVICE, Timer, kinds_in, phase_after, phases_of, timer_of
from trimtab.reviews.testing import holds, in_words, values_for

MOST = 500


@dataclass(frozen=True)
class Said:
    """A post as this person sees it."""

    post: Post
    likes: int
    is_liked: bool


@dataclass(frozen=True)
class Promised:
    """A commitment with how it is seen. state: kept, broken, true, open, due, unknown."""

    commitment: Commitment
    seen_by: str
    state: str


@dataclass(frozen=True)
class ReviewPage:
    """One review for one person."""

    review: Review
    user: User
    today: date
    now: datetime

    @cached_property
    def people(self) -> Sequence[Participant]:
        """Who takes part, whoever leads first."""
        order = list(Participant.Role.values)
        rows = list(self.review.participants.select_related("user"))
        return sorted(rows, key=lambda one: (order.index(one.role) != 1, order.index(one.role), str(one.user)))

    @cached_property
    def own(self) -> Participant | None:
        """This person's part."""
        return next((one for one in self.people if one.user_id == self.user.pk), None)

    @cached_property
    def may_edit(self) -> bool:
        return access_to_owner(self.user, self.review.opportunity.owner).can_edit

    @cached_property
    def may_speak(self) -> bool:
        return self.review.is_open and (self.may_edit or self.own is not None)

    @cached_property
    def may_lead(self) -> bool:
        coach = next((one for one in self.people if one.role == Participant.Role.COACH), None)
        return self.review.is_open and (coach.user_id == self.user.pk if coach else self.may_edit)

    @property
    def kinds(self) -> Sequence[Post.Kind]:
        return kinds_in(self.review)

    @property
    def phases(self) -> Sequence[tuple[Review.Phase, bool, bool]]:
        """Phase, whether it is over, whether it is the present one."""
        order = list(phases_of(self.review.mode))
        place = order.index(Review.Phase(self.review.phase)) if self.review.phase in order else len(order)
        return [(one, index < place, index == place) for index, one in enumerate(order)]

    @property
    def following(self) -> Review.Phase | None:
        return phase_after(self.review)

    @property
    def timer(self) -> Timer | None:
        return timer_of(self.review)

    @property
    def advice(self) -> Promise | str:
        """What this person does in this phase."""
        role = self.own.role if self.own else Participant.Role.REVIEWER
        return ADVICE.get(self.review.phase, {}).get(role, "")

    @cached_property
    def said(self) -> Sequence[Said]:
        """In their order; anonymous ones of a phase in an order of chance. Two queries."""
        rows = list(self.review.posts.select_related("by", "action").annotate(n=Count("likes"))[:MOST])
        liked = set(Like.objects.filter(post__review=self.review, by=self.user).values_list("post", flat=True))
        rows.sort(key=lambda one: (one.at, one.shuffle, one.pk))
        return [Said(one, one.n, one.pk in liked) for one in rows]

    @property
    def sections(self) -> Sequence[tuple[Post.Kind, Sequence[Said]]]:
        """What was said, kind by kind; those that most share first."""
        found: dict[str, list[Said]] = {kind: [] for kind in Post.Kind.values}
        for one in self.said:
            found[one.post.kind].append(one)
        return [(Post.Kind(kind), sorted(rows, key=lambda one: -one.likes)) for kind, rows in found.items() if rows]

    @cached_property
    def promised(self) -> Sequence[Promised]:
        """What was promised in this review."""
        rows = list(self.review.commitments.select_related("owner", "judged_by", "review").order_by("due_on", "pk"))
        return promised_of(rows, self.review, today=self.today)

    @cached_property
    def since(self) -> Since:
        """What changed in the deal since the review before this one."""
        before = Review.objects.filter(
            opportunity=self.review.opportunity_id, closed_at__isnull=False, closed_at__lt=self.review.created_at
        )
        last = before.order_by("-closed_at").values_list("closed_at", flat=True).first()
        one = self.review.opportunity
        found = since_reviews([one], {one.pk: last} if last else {}, today=self.today, now=self.now)
        return found[one.pk]

    @cached_property
    def earlier(self) -> Sequence[Promised]:
        """What was promised in reviews before, so that this one begins with what came of it."""
        rows = Commitment.objects.filter(
            review__opportunity=self.review.opportunity_id,
            review__canceled_at=None,
            created_at__lt=self.review.created_at,
        )
        related = rows.select_related("owner", "judged_by", "review").order_by("-due_on", "pk")[:20]
        return promised_of(list(related), self.review, today=self.today)

    @property
    def version(self) -> str:
        """Changes with whatever the others may have done; a page that has it needs no new one."""
        posts = self.said
        shared = sum(one.likes for one in posts)
        settled = sum(one.post.action_id is not None or one.post.refused_at is not None for one in posts)
        return f"{self.review.phase}.{len(posts)}.{shared}.{settled}.{len(self.promised)}.{len(self.people)}"


def promised_of(commitments: Sequence[Commitment], review: Review, *, today: date) -> Sequence[Promised]:
    """With how each is seen, and whether it is true now. Reads only the rooms that are asked."""
    opportunity = review.opportunity
    values = values_for([one for one in commitments if not one.is_settled], {opportunity.pk: opportunity}, today=today)
    return [Promised(one, in_words(one), _state(one, values, today)) for one in commitments]


def _state(one: Commitment, values: Mapping[int, object], today: date) -> str:
    if one.kept_on is not None:
        return "kept"
    if one.broken_on is not None:
        return "broken"
    if one.signal and holds(values.get(one.pk), test=one.test, wanted=one.value):  # type: ignore[arg-type]  # a signal's value
        return "true"
    return "due" if one.is_due(today) else "open"
