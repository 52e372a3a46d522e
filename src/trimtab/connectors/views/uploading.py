"""Bring exports in: choose files, then say what they mean."""

import json
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from trimtab.connectors.files.model import COMMAND_LIMITS, WEB_LIMITS, Refusal
from trimtab.connectors.files.proposals import from_json
from trimtab.connectors.forms import MappingForm, UploadForm, manifest_columns
from trimtab.connectors.imports.actions import WrongState, change_mapping, prepare_import, workspace_of
from trimtab.connectors.imports.background import start_in_background
from trimtab.connectors.imports.checking import MANIFEST
from trimtab.connectors.models import ImportRun
from trimtab.connectors.policy import get_run_for, setting_up
from trimtab.people.models import User


@require_http_methods(["GET", "POST"])
def import_new(request: HttpRequest) -> HttpResponse:
    """Choose files or name a folder."""
    user = setting_up(request)
    form = UploadForm(request.POST or None, request.FILES or None, megabytes=settings.UPLOAD_MEGABYTES)
    if request.method == "POST" and form.is_valid():
        try:
            run = _prepared(form.cleaned_data, user)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("import-mapping", pk=run.pk)
    return render(request, "connectors/upload.html", {"form": form})


def _prepared(chosen: dict[str, Any], user: User) -> ImportRun:
    named = str(chosen["folder"]).strip()
    folder = Path(named) if named else _kept(chosen["exports"])
    limits = COMMAND_LIMITS if named else WEB_LIMITS
    return prepare_import(
        folder, source=chosen["source"], uploads=settings.UPLOADS, by=user, now=timezone.now(), limits=limits
    )


def _kept(files: "list[UploadedFile[Any]]") -> Path:
    """The uploaded files in a folder of their own; only the last part of a name counts."""
    folder = settings.UPLOADS / "received" / secrets.token_hex(8)
    folder.mkdir(parents=True, mode=0o700)
    for number, file in enumerate(files):
        name = Path(str(file.name).replace("\\", "/")).name.lstrip(".")[-150:] or f"file-{number}"
        with (folder / name).open("wb") as kept:
            for chunk in file.chunks():
                kept.write(chunk)
    return Path(folder)


@require_http_methods(["GET", "POST"])
def import_mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """What each table and column means; the rest is proposed."""
    user = setting_up(request)
    run = get_run_for(user, pk)
    manifest = workspace_of(run, settings.UPLOADS).folder / MANIFEST
    if run.state not in (ImportRun.State.DRAFT, ImportRun.State.READY, ImportRun.State.FAILED) or not manifest.exists():
        return redirect("import-run", pk=pk)
    form = _mapping_form(run, manifest, request)
    if request.method == "POST" and form.is_valid() and _is_changed(form, run, user):
        if form.has_new_target:
            return redirect("import-mapping", pk=pk)
        transaction.on_commit(lambda: start_in_background(run.pk, "check"))
        ImportRun.objects.filter(pk=pk).update(
            state=ImportRun.State.CHECKING, problem="", started_at=None, heartbeat_at=timezone.now()
        )
        return redirect("import-run", pk=pk)
    return render(request, "connectors/mapping.html", {"run": run, "form": form})


def _mapping_form(run: ImportRun, manifest: Path, request: HttpRequest) -> MappingForm:
    return MappingForm(
        request.POST if request.method == "POST" else None,
        proposal=from_json(json.dumps(run.mapping)),
        columns=manifest_columns(manifest.read_text()),
        collisions=run.collisions,
    )


def _is_changed(form: MappingForm, run: ImportRun, user: User) -> bool:
    try:
        change_mapping(run, form.chosen_proposal(), collisions=form.chosen_rules(), by=user)
    except (Refusal, WrongState) as error:
        form.add_error(None, str(error))
        return False
    return True
