"""The pages of this room."""

from django.urls import path

from trimtab.competition.views import catalogue, contest, fears, parts

urlpatterns = [
    path("opportunities/<int:pk>/competition/", contest.opportunity_competition, name="opportunity-competition"),
    path("opportunities/<int:pk>/competition/new/", parts.contender_new, name="contender-new"),
    path("opportunities/<int:pk>/competition/do-nothing/", parts.do_nothing, name="do-nothing"),
    path("opportunities/<int:pk>/competition/criteria/new/", parts.criterion_new, name="criterion-new"),
    path("opportunities/<int:pk>/competition/fears/new/", fears.fear_new, name="fear-new"),
    path("competition/contenders/<int:pk>/", parts.contender, name="contender"),
    path("competition/contenders/<int:pk>/removal/", parts.contender_removal, name="contender-removal"),
    path("competition/contenders/<int:pk>/restoration/", parts.contender_restoration, name="contender-restoration"),
    path("competition/criteria/<int:pk>/", parts.criterion, name="criterion"),
    path("competition/criteria/<int:pk>/fits/", contest.criterion_fit, name="criterion-fit"),
    path("competition/criteria/<int:pk>/archiving/", parts.criterion_archiving, name="criterion-archiving"),
    path("competition/criteria/<int:pk>/restoration/", parts.criterion_restoration, name="criterion-restoration"),
    path("competition/evidence/<int:pk>/withdrawals/", contest.fit_evidence_withdrawal, name="fit-evidence-withdrawal"),
    path("competition/fears/<int:pk>/", fears.fear, name="fear"),
    path("competition/fears/<int:pk>/removal/", fears.fear_removal, name="fear-removal"),
    path("competition/fears/<int:pk>/restoration/", fears.fear_restoration, name="fear-restoration"),
    path("competitors/", catalogue.competitors, name="competitors"),
    path("competitors/new/", catalogue.competitor_new, name="competitor-new"),
    path("competitors/names/", catalogue.spelling_taken, name="competitor-names"),
    path("competitors/<int:pk>/", catalogue.competitor, name="competitor"),
    path("competitors/<int:pk>/joining/", catalogue.competitor_joining, name="competitor-joining"),
    path("competitors/<int:pk>/parting/", catalogue.competitor_parting, name="competitor-parting"),
    path("competitors/<int:pk>/archiving/", catalogue.competitor_archiving, name="competitor-archiving"),
    path("competitors/<int:pk>/restoration/", catalogue.competitor_restoration, name="competitor-restoration"),
]
