"""What people say about the trends: blind labels of leads, and who has seen how the own first dates lean."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from trimtab.opportunities.models import Lead
from trimtab.people.models import User


class LeaningSeen(models.Model):
    """A person has seen how the own first dates lean; before that, whoever leads that person does not."""

    person = models.OneToOneField(User, models.CASCADE, related_name="leaning_seen")
    at = models.DateTimeField()

    class Meta:
        app_label = "analytics"

    def __str__(self) -> str:
        return str(self.person)


class AgreementSample(models.Model):
    """Leads drawn by chance, labelled blind by one person each of marketing, of who qualifies, and of who sells."""

    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        app_label = "analytics"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class AgreementJudge(models.Model):
    """Who labels a sample for which side."""

    class Side(models.TextChoices):
        MARKETING = "marketing", _("Marketing")
        SDR = "sdr", _("Sales development")
        AE = "ae", _("Sales")

    sample = models.ForeignKey(AgreementSample, models.CASCADE, related_name="judges")
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    side = models.CharField(max_length=10, choices=Side)

    class Meta:
        app_label = "analytics"
        constraints = [
            models.UniqueConstraint(fields=["sample", "side"], name="one_judge_a_side"),
            models.UniqueConstraint(fields=["sample", "person"], name="one_side_a_judge"),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.side})"


class SampledLead(models.Model):
    """A lead of a sample."""

    sample = models.ForeignKey(AgreementSample, models.CASCADE, related_name="leads", db_index=False)
    lead = models.ForeignKey(Lead, models.CASCADE, related_name="+")

    class Meta:
        app_label = "analytics"
        constraints = [models.UniqueConstraint(fields=["sample", "lead"], name="lead_once_a_sample")]

    def __str__(self) -> str:
        return str(self.lead)


class LeadLabel(models.Model):
    """What one judge says about one lead. The last word counts; it may be changed while the sample is open."""

    class Label(models.TextChoices):
        READY = "ready", _("Ready for sales")
        EARLY = "early", _("Not yet")
        NEVER = "never", _("Not for us")

    class Reason(models.TextChoices):
        NEED = "need", _("need")
        FIT = "fit", _("fit with what we sell")
        PERSON = "person", _("the right person")
        TIME = "time", _("time")
        KNOWN = "known", _("too little known")

    sampled = models.ForeignKey(SampledLead, models.CASCADE, related_name="labels", db_index=False)
    judge = models.ForeignKey(AgreementJudge, models.CASCADE, related_name="labels")
    label = models.CharField(max_length=10, choices=Label)
    reason = models.CharField(max_length=10, choices=Reason)
    at = models.DateTimeField()

    class Meta:
        app_label = "analytics"
        constraints = [models.UniqueConstraint(fields=["sampled", "judge"], name="one_label_a_judge")]

    def __str__(self) -> str:
        return f"{self.sampled}: {self.label}"
