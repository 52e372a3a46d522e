"""The pages of this room."""

from django.urls import path

from trimtab.mutual.views import plans, shared, steps

DEAL = "opportunities/<int:pk>/mutual-plan/"
PLAN = "mutual-plans/<int:pk>/"
STEP = "mutual-plans/steps/<int:pk>/"

urlpatterns = [
    path(DEAL, plans.opportunity_mutual_plan, name="opportunity-mutual-plan"),
    path(f"{DEAL}panel/", plans.opportunity_mutual_plan_panel, name="opportunity-mutual-plan-panel"),
    path("mutual-plans/", plans.mutual_plans, name="mutual-plans"),
    path(f"{PLAN}edit/", plans.mutual_plan_edit, name="mutual-plan-edit"),
    path(f"{PLAN}dates/", plans.mutual_plan_dates, name="mutual-plan-dates"),
    path(f"{PLAN}people/", steps.mutual_plan_people, name="mutual-plan-people"),
    path(f"{PLAN}people/<int:person>/removal/", steps.mutual_person_removal, name="mutual-person-removal"),
    path(f"{PLAN}steps/new/", steps.mutual_step_new, name="mutual-step-new"),
    path(f"{PLAN}plan.<slug:kind>", plans.mutual_plan_file, name="mutual-plan-file"),
    path(STEP, steps.mutual_step, name="mutual-step"),
    path(f"{STEP}status/", steps.mutual_step_status, name="mutual-step-status"),
    path(f"{STEP}moves/", steps.mutual_step_moves, name="mutual-step-moves"),
    path(f"{STEP}removal/", steps.mutual_step_removal, name="mutual-step-removal"),
    path(f"{STEP}restoration/", steps.mutual_step_restoration, name="mutual-step-restoration"),
    path("mutual-plans/dates/<int:pk>/<slug:answer>/", steps.mutual_date_answer, name="mutual-date-answer"),
    path("shared/mutual-plan/<str:token>/", shared.shared_mutual_plan, name="shared-mutual-plan"),
    path(
        "shared/mutual-plan/<str:token>/plan.<slug:kind>",
        shared.shared_mutual_plan_file,
        name="shared-mutual-plan-file",
    ),
]
