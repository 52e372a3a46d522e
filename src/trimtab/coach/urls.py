from django.urls import path

from trimtab.coach.views import advice, answers, today

urlpatterns = [
    path("", today.today, name="today"),
    path("advice/", advice.advice, name="advice"),
    path("answers/<int:pk>/withdrawal/", answers.withdrawals, name="answer-withdrawal"),
    path("<slug:kind>/<int:pk>/completion/", answers.completions, name="finding-completion"),
    path("<slug:kind>/<int:pk>/postponement/", answers.postponements, name="finding-postponement"),
    path("<slug:kind>/<int:pk>/refusal/", answers.refusals, name="finding-refusal"),
]
