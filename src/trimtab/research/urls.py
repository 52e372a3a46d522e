"""The pages of this room."""

from django.urls import path

from trimtab.research.views import articles, feeds, inbox, notes

urlpatterns = [
    path("research/", inbox.inbox, name="research"),
    path("research/readings/", inbox.readings, name="research-readings"),
    path("research/feeds/", feeds.feeds, name="research-feeds"),
    path("research/feeds.opml", feeds.opml, name="research-opml"),
    path("research/feeds/opml/", feeds.opml_import, name="research-opml-import"),
    path("research/feeds/<int:pk>/removal/", feeds.feed_removal, name="research-feed-removal"),
    path("research/articles/<int:pk>/", articles.article, name="research-article"),
    path("research/articles/<int:pk>/marks/", articles.marks, name="research-marks"),
    path("research/articles/<int:pk>/tags/", articles.tags, name="research-tags"),
    path("research/articles/<int:pk>/attachments/", articles.attachments, name="research-attachments"),
    path("research/notes/<int:pk>/", notes.note, name="research-note"),
    path("research/notes/<int:pk>/withdrawal/", notes.note_withdrawal, name="research-note-withdrawal"),
    path("research/notes/<int:pk>/restoration/", notes.note_restoration, name="research-note-restoration"),
    path("accounts/<int:pk>/research/", notes.account_research, name="account-research"),
    path("accounts/<int:pk>/research/notes/", notes.account_notes, name="account-research-notes"),
]
