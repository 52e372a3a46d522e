"""The pages of this room."""

from django.urls import path

from trimtab.reviews.views import commitments, deals, lists, meetings, posts

urlpatterns = [
    path("opportunities/<int:pk>/reviews/", deals.opportunity_reviews, name="opportunity-reviews"),
    path("opportunities/<int:pk>/reviews/new/", deals.review_new, name="review-new"),
    path("opportunities/<int:pk>/reviews/panel/", deals.reviews_panel, name="opportunity-reviews-panel"),
    path("reviews/", lists.reviews, name="reviews"),
    path("reviews/skips/", lists.skips, name="review-skips"),
    path("reviews/<int:pk>/", meetings.review, name="review"),
    path("reviews/<int:pk>/minutes/", meetings.minutes, name="review-minutes"),
    path("reviews/<int:pk>/invitation/", meetings.invitation, name="review-invitation"),
    path("reviews/<int:pk>/participants/", meetings.participants, name="review-participants"),
    path("reviews/<int:pk>/participants/<int:user>/removal/", meetings.leaving, name="review-leaving"),
    path("reviews/<int:pk>/advances/", meetings.advances, name="review-advances"),
    path("reviews/<int:pk>/closure/", meetings.closure, name="review-closure"),
    path("reviews/<int:pk>/calling-off/", meetings.calling_off, name="review-calling-off"),
    path("reviews/<int:pk>/posts/", posts.posts, name="review-posts"),
    path("reviews/posts/<int:pk>/likes/", posts.likes, name="review-likes"),
    path("reviews/posts/<int:pk>/taking/", posts.taking, name="review-taking"),
    path("reviews/posts/<int:pk>/refusal/", posts.refusal, name="review-refusal"),
    path("reviews/<int:pk>/commitments/", commitments.commitments, name="review-commitments"),
    path("reviews/commitments/<int:pk>/verdict/", commitments.verdict, name="commitment-verdict"),
]
