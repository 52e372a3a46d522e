"""The index of a seller: the seller first, then, once it was shown, those who lead this person."""

from io import StringIO

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trimtab.analytics.reading import NoExtracts
from trimtab.analytics.service.actions import share_index
from trimtab.analytics.service.comparison import index_for
from trimtab.analytics.service.listing import HEAD, lines_of
from trimtab.analytics.service.models import IndexSharing
from trimtab.analytics.service.policy import get_seller_for, sees_index
from trimtab.analytics.views.review import read_now
from trimtab.core.audit import record_event
from trimtab.core.exporting import write_csv
from trimtab.insight.results import NotEnoughData
from trimtab.people.frame import frame_of, signed_in


@require_GET
def index(request: HttpRequest, seller_id: int) -> HttpResponse:
    """The index with its parts; for who leads, that it has not been shown yet."""
    user, frame = signed_in(request), frame_of(request, now=timezone.now())
    seller = get_seller_for(user, seller_id)
    context = {"frame": frame, "seller": seller, "is_own": user.pk == seller.pk}
    if not sees_index(user, seller):
        return render(request, "analytics/service/index.html", context)
    try:
        reading = read_now()
    except NoExtracts:
        return render(request, "analytics/preparing.html", {"frame": frame}, status=503)
    found = index_for(seller, reading.engine, as_of=reading.as_of)
    few = isinstance(found, NotEnoughData)
    context |= {"few": found} if few else {"index": found}
    context |= {"as_of": reading.as_of, "is_shared": IndexSharing.objects.filter(seller=seller).exists()}
    return render(request, "analytics/service/index.html", context)


@require_GET
def index_csv(request: HttpRequest, seller_id: int) -> HttpResponse:
    """The same figures as a file; that it was taken is recorded."""
    now = timezone.now()
    user, frame = signed_in(request), frame_of(request, now=now)
    seller = get_seller_for(user, seller_id)
    if not sees_index(user, seller):
        raise Http404
    try:
        reading = read_now()
    except NoExtracts:
        return render(request, "analytics/preparing.html", {"frame": frame}, status=503)
    found = index_for(seller, reading.engine, as_of=reading.as_of)
    file = StringIO(newline="")
    write_csv([HEAD, *lines_of(found, as_of=reading.as_of)], file)
    record_event("service_index.exported", record="person", record_id=seller.pk, by=user, now=now)
    answer = HttpResponse(file.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="service-index.csv"'
    return answer


@require_POST
def sharing(request: HttpRequest) -> HttpResponse:
    """Let those who lead see the own index."""
    user = signed_in(request)
    share_index(by=user, now=timezone.now())
    messages.info(request, _("Those who lead you see your index now."))
    return redirect("service-index", seller_id=user.pk)
