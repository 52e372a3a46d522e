"""The pages of this room."""

from django.urls import path

from trimtab.planning.views import exports, lists, pages, research, reviews, team, templates, units

PLAN = "accounts/plans/<int:pk>/"

urlpatterns = [
    path("accounts/plans/", lists.plans, name="plans"),
    path("accounts/plans/new/", lists.plan_new, name="plan-new"),
    path("accounts/<int:pk>/plans/", lists.account_plans, name="account-plans"),
    path("accounts/<int:pk>/plans/panel/", lists.account_plan_panel, name="account-plan-panel"),
    path(PLAN, pages.plan, name="plan"),
    path(f"{PLAN}calendar/", pages.calendar, name="plan-calendar"),
    path(f"{PLAN}edit/", pages.edit, name="plan-edit"),
    path(f"{PLAN}archiving/", pages.archiving, name="plan-archiving"),
    path(f"{PLAN}restoration/", pages.restoration, name="plan-restoration"),
    path(f"{PLAN}research/", research.research, name="plan-research"),
    path(f"{PLAN}research/questions/", research.newest_questions, name="plan-newest-questions"),
    path(f"{PLAN}research/<slug:question>/", research.answer, name="plan-answer"),
    path(f"{PLAN}swot/", research.swot, name="plan-swot"),
    path(f"{PLAN}swot/<int:entry>/", research.swot_entry, name="plan-swot-entry"),
    path(f"{PLAN}units/", units.units, name="plan-units"),
    path(f"{PLAN}units/<int:row>/", units.unit, name="plan-unit"),
    path(f"{PLAN}units/<int:row>/removal/", units.removal, name="plan-unit-removal"),
    path(f"{PLAN}solutions/", units.solutions, name="plan-solutions"),
    path(f"{PLAN}white-space/", units.white_space, name="plan-white-space"),
    path(f"{PLAN}periods/", units.periods, name="plan-periods"),
    path(f"{PLAN}team/", team.team, name="plan-team"),
    path(f"{PLAN}team/<int:member>/removal/", team.removal, name="plan-team-removal"),
    path(f"{PLAN}owner/", team.owner, name="plan-owner"),
    path(f"{PLAN}reviews/", reviews.reviews, name="plan-reviews"),
    path(f"{PLAN}changes/", reviews.changes, name="plan-changes"),
    path(f"{PLAN}files/", exports.files, name="plan-files"),
    path(f"{PLAN}files/whole.json", exports.whole, name="plan-json"),
    path("settings/plan-import/", exports.plan_import, name="plan-import"),
    path(f"{PLAN}files/plan.<slug:kind>", exports.file, name="plan-file"),
    path(f"{PLAN}files/customer.<slug:kind>", exports.customer_file, name="plan-customer-file"),
    path("settings/plans/", templates.plan_templates, name="plan-templates"),
    path("settings/plans/<slug:plan_type>/", templates.plan_template, name="plan-template"),
]
