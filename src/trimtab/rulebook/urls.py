"""The pages of this room."""

from django.urls import path

from trimtab.rulebook.views import opportunity, replies, rule, rules, team

urlpatterns = [
    path("opportunities/<int:pk>/findings/", opportunity.opportunity_findings, name="opportunity-findings"),
    path("opportunities/<int:pk>/findings/reading/", opportunity.reading, name="opportunity-findings-reading"),
    path("findings/", team.findings, name="findings"),
    path("findings/<int:pk>/action/", replies.taking_up, name="finding-action"),
    path("findings/<int:pk>/rest/", replies.resting, name="finding-rest"),
    path("findings/<int:pk>/rejection/", replies.rejection, name="finding-rejection"),
    path("finding-replies/<int:pk>/withdrawal/", replies.withdrawal, name="finding-reply-withdrawal"),
    path("settings/rules/", rules.rules, name="rules"),
    path("settings/rules/new/", rule.rule_new, name="rule-new"),
    path("settings/rules/file/", rules.rules_export, name="rules-export"),
    path("settings/rules/arrival/", rules.rules_import, name="rules-import"),
    path("settings/rules/phases/", rules.phases, name="rule-phases"),
    path("settings/rules/<slug:key>/", rule.rule, name="rule"),
    path("settings/rules/<slug:key>/archiving/", rules.archiving, name="rule-archiving"),
    path("settings/rules/<slug:key>/reset/", rules.reset, name="rule-reset"),
    path("settings/rules/<slug:key>/clone/", rules.cloning, name="rule-cloning"),
]
