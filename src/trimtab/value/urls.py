"""The pages of this room."""

from django.urls import path

from trimtab.value.views import cases, confirming, customers, deals, library

urlpatterns = [
    path("opportunities/<int:pk>/value/", deals.opportunity_value, name="opportunity-value"),
    path("opportunities/<int:pk>/value/panel/", deals.panel, name="opportunity-value-panel"),
    path("opportunities/<int:pk>/value/contributions/new/", deals.contribution_new, name="contribution-new"),
    path("opportunities/<int:pk>/value/unique/", deals.unique_value, name="unique-value"),
    path(
        "opportunities/<int:pk>/value/unique/confirmations/",
        confirming.unique_value_confirmations,
        name="unique-value-confirmations",
    ),
    path("opportunities/<int:pk>/value/need/", deals.need, name="need"),
    path("opportunities/<int:pk>/value/need/confirmations/", confirming.need_confirmations, name="need-confirmations"),
    path("opportunities/<int:pk>/business-case/", cases.business_case, name="business-case"),
    path("opportunities/<int:pk>/business-case/new/", cases.business_case_new, name="business-case-new"),
    path("value/contributions/<int:pk>/", deals.contribution_edit, name="contribution-edit"),
    path(
        "value/contributions/<int:pk>/confirmations/",
        confirming.contribution_confirmations,
        name="contribution-confirmations",
    ),
    path(
        "value/confirmations/<int:pk>/withdrawals/", confirming.confirmation_withdrawal, name="confirmation-withdrawal"
    ),
    path("business-cases/<int:pk>/terms/", cases.business_case_edit, name="business-case-edit"),
    path("business-cases/<int:pk>/lines/new/", cases.case_line_new, name="case-line-new"),
    path("business-cases/<int:pk>/versions/", cases.case_versions, name="case-versions"),
    path("business-cases/lines/<int:pk>/", cases.case_line_edit, name="case-line-edit"),
    path("business-cases/lines/<int:pk>/archiving/", cases.case_line_archiving, name="case-line-archiving"),
    path("business-cases/lines/<int:pk>/restoration/", cases.case_line_restoration, name="case-line-restoration"),
    path("business-cases/lines/<int:pk>/confirmations/", confirming.line_confirmations, name="case-line-confirmations"),
    path("business-cases/versions/<int:pk>/", cases.case_version, name="case-version"),
    path("business-cases/versions/<int:pk>/pdf/", cases.case_version_pdf, name="case-version-pdf"),
    path("business-cases/versions/<int:pk>/xlsx/", cases.case_version_xlsx, name="case-version-xlsx"),
    path("business-cases/answers/<int:pk>/decisions/", cases.answer_decision, name="case-answer-decisions"),
    path("shared/case/<str:token>/", customers.shared_case, name="shared-case"),
    path("shared/case/<str:token>/answers/", customers.shared_case_answers, name="shared-case-answers"),
    path("shared/case/<str:token>/pdf/", customers.shared_case_pdf, name="shared-case-pdf"),
    path("shared/case/<str:token>/xlsx/", customers.shared_case_xlsx, name="shared-case-xlsx"),
    path("settings/value-library/", library.value_library, name="value-library"),
    path("settings/value-library/<int:pk>/", library.library_solution, name="library-solution"),
    path("settings/value-library/<int:pk>/capabilities/new/", library.capability_new, name="capability-new"),
    path("settings/value-library/<int:pk>/features/new/", library.feature_new, name="feature-new"),
    path("settings/value-library/capabilities/<int:pk>/", library.capability_edit, name="capability-edit"),
    path(
        "settings/value-library/capabilities/<int:pk>/archiving/",
        library.capability_archiving,
        name="capability-archiving",
    ),
    path(
        "settings/value-library/capabilities/<int:pk>/restoration/",
        library.capability_restoration,
        name="capability-restoration",
    ),
    path("settings/value-library/features/<int:pk>/", library.feature_edit, name="feature-edit"),
    path("settings/value-library/features/<int:pk>/archiving/", library.feature_archiving, name="feature-archiving"),
    path(
        "settings/value-library/features/<int:pk>/restoration/",
        library.feature_restoration,
        name="feature-restoration",
    ),
]
