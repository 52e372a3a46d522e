"""Feeds, and the notices of a person."""

from django.urls import path

from trimtab.collaboration.views import feeds, files, notices

urlpatterns = [
    path("feeds/comments/<int:pk>/edit/", feeds.comment_edit, name="comment-edit"),
    path("feeds/comments/<int:pk>/deletion/", feeds.comment_deletion, name="comment-deletion"),
    path("feeds/comments/<int:pk>/restoration/", feeds.comment_restoration, name="comment-restoration"),
    path("feeds/files/<int:pk>/", files.feed_file, name="feed-file"),
    path("feeds/files/<int:pk>/removal/", files.feed_file_removal, name="feed-file-removal"),
    path("feeds/<slug:kind>/<int:pk>/", feeds.feed, name="feed"),
    path("feeds/<slug:kind>/<int:pk>/names/", feeds.names, name="feed-names"),
    path("feeds/<slug:kind>/<int:pk>/following/", feeds.following, name="feed-following"),
    path("feeds/<slug:kind>/<int:pk>/leaving/", feeds.leaving, name="feed-leaving"),
    path("notices/", notices.notices, name="notices"),
    path("notices/reading/", notices.notices_reading, name="notices-reading"),
    path("notices/mail/", notices.notices_mail, name="notices-mail"),
]
