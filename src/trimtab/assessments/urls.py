"""The pages of this room."""

from django.urls import path

from trimtab.assessments.views import answering, tallies, templates, versions

urlpatterns = [
    path("opportunities/<int:pk>/assessment/", answering.opportunity_assessment, name="opportunity-assessment"),
    path(
        "opportunities/<int:pk>/assessment/panel/",
        answering.opportunity_assessment_panel,
        name="opportunity-assessment-panel",
    ),
    path(
        "opportunities/<int:pk>/assessment/answers/",
        answering.opportunity_assessment_answers,
        name="opportunity-assessment-answers",
    ),
    path(
        "opportunities/<int:pk>/assessment/marks/",
        answering.opportunity_assessment_marks,
        name="opportunity-assessment-marks",
    ),
    path(
        "opportunities/<int:pk>/assessment/evidence/<int:evidence>/withdrawal/",
        answering.opportunity_assessment_evidence,
        name="opportunity-assessment-evidence",
    ),
    path(
        "opportunities/<int:pk>/assessment/version/",
        versions.opportunity_assessment_version,
        name="opportunity-assessment-version",
    ),
    path(
        "opportunities/<int:pk>/assessment/questions/<slug:question>/",
        answering.opportunity_criterion,
        name="opportunity-criterion",
    ),
    path("assessments/", tallies.assessments, name="assessments"),
    path("settings/assessments/", templates.assessment_templates, name="assessment-templates"),
    path("settings/assessments/import/", templates.assessment_template_import, name="assessment-template-import"),
    path("settings/assessments/<slug:key>/", templates.assessment_template, name="assessment-template"),
    path(
        "settings/assessments/<slug:key>/activation/",
        templates.assessment_template_activation,
        name="assessment-template-activation",
    ),
    path(
        "settings/assessments/<slug:key>/archiving/",
        templates.assessment_template_archiving,
        name="assessment-template-archiving",
    ),
    path(
        "settings/assessments/<slug:key>/draft/discarding/",
        templates.assessment_draft_discarding,
        name="assessment-draft-discarding",
    ),
    path(
        "settings/assessments/<slug:key>/versions/<int:number>/json/",
        templates.assessment_template_json,
        name="assessment-template-json",
    ),
]
