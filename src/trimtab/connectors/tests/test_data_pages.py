"""The Data pages: for operations and administrators only; each works and keeps what was typed."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tests.cast import NOW, client_for
from trimtab.connectors.imports.actions import apply_import, check_import, prepare_import, undo_import
from trimtab.connectors.imports.tests.exports import opportunity, write_exports
from trimtab.connectors.models import SAMPLE, ImportRun
from trimtab.opportunities.models import Opportunity
from trimtab.people.models import User

pytestmark = pytest.mark.django_db
PAGES = ("import-run", "import-mapping", "import-progress", "import-undoing", "import-rejected")
DOORS = ("import-application", "import-stopping", "import-resumption")


@pytest.fixture
def uploads(settings: Any, tmp_path: Path) -> Path:  # Any: pytest-django's fixture is untyped
    settings.UPLOADS = tmp_path / "uploads"
    return tmp_path / "uploads"


@pytest.fixture
def run(uploads: Path, tmp_path: Path, finn: User) -> ImportRun:
    """Prepared by Finn, not checked yet."""
    rows = [
        opportunity("006A"),
        opportunity("006B", Name="=cmd()", AccountId="001A"),
        opportunity("", Name="", AccountId=""),
    ]
    folder = write_exports(tmp_path / "in", rows)
    return prepare_import(folder, source="crm", uploads=uploads, by=finn, now=NOW, yes=True)


def page(user: User | None, name: str, **parts: int) -> Any:  # Any: the test client's response
    return client_for(user).get(reverse(name, kwargs=parts))


def test_overview_lists_sources_and_imports(finn: User, run: ImportRun, uploads: Path) -> None:
    apply_import(run, uploads=uploads, now=NOW)

    shown = page(finn, "data").content.decode()

    assert "Opportunities come from 1 source." in shown
    assert "Finished" in shown


@pytest.mark.parametrize("name", ["data", "import-new", "sample-removal"])
def test_seller_finds_no_data_page(name: str, ana: User) -> None:
    assert page(ana, name).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_seller_finds_no_page_of_an_import(name: str, ana: User, run: ImportRun) -> None:
    assert page(ana, name, pk=run.pk).status_code == 404


@pytest.mark.parametrize("name", [*DOORS, "import-undoing", "import-mapping"])
def test_refused_write_changes_nothing(name: str, ben: User, run: ImportRun) -> None:
    before = ImportRun.objects.values().get()

    response = client_for(ben).post(reverse(name, kwargs={"pk": run.pk}))

    assert response.status_code == 404
    assert ImportRun.objects.values().get() == before


@pytest.mark.parametrize("name", ["data", "import-new", "sample-removal"])
def test_stranger_is_sent_to_the_sign_in(name: str, db: None) -> None:
    assert not AnonymousUser().is_authenticated
    assert page(None, name).status_code == 302


@pytest.mark.parametrize("name", DOORS)
def test_doors_take_no_get(name: str, finn: User, run: ImportRun) -> None:
    assert page(finn, name, pk=run.pk).status_code == 405


def test_upload_reads_files_and_goes_on_to_their_meaning(finn: User, uploads: Path) -> None:
    file = SimpleUploadedFile(
        "../Opportunity.csv", b"Id,Name,StageName,Amount,CloseDate\n1,Deal,Proposal,5,2026-01-31\n"
    )

    response = client_for(finn).post(reverse("import-new"), {"source": "crm", "exports": file})

    run = ImportRun.objects.get()
    assert response.headers["Location"] == reverse("import-mapping", kwargs={"pk": run.pk})
    assert Path(run.folder).is_relative_to(uploads)


def test_upload_that_is_no_table_keeps_what_was_typed(finn: User, uploads: Path) -> None:
    file = SimpleUploadedFile("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)))

    shown = client_for(finn).post(reverse("import-new"), {"source": "old crm", "exports": file}).content.decode()

    assert "old crm" in shown
    assert "table that can be read" in shown


def test_upload_without_files_or_folder_is_refused(finn: User, uploads: Path) -> None:
    shown = client_for(finn).post(reverse("import-new"), {"source": "crm"}).content.decode()

    assert "Choose files or name a folder" in shown


def test_mapping_shows_columns_with_values_and_what_they_become(finn: User, run: ImportRun) -> None:
    shown = page(finn, "import-mapping", pk=run.pk).content.decode()

    assert "Opportunity.csv" in shown
    assert "CloseDate" in shown


def test_changed_meaning_is_kept_and_checked(finn: User, run: ImportRun) -> None:
    form = _form_of(page(finn, "import-mapping", pk=run.pk))
    place = next(name for name, field in form.fields.items() if field.label == "Amount" and name.startswith("field-"))

    client_for(finn).post(reverse("import-mapping", kwargs={"pk": run.pk}), _filled(form) | {place: ""})

    run.refresh_from_db()
    fields = [c["field"] for t in run.mapping["tables"] if t["source"] == "Opportunity.csv" for c in t["columns"]]
    assert run.state == "checking"
    assert "amount" not in fields
    assert "close_on" in fields


def test_wrong_currency_keeps_what_was_typed(finn: User, run: ImportRun) -> None:
    form = _form_of(page(finn, "import-mapping", pk=run.pk))

    shown = client_for(finn).post(
        reverse("import-mapping", kwargs={"pk": run.pk}), _filled(form) | {"currency": "euros"}
    )

    assert 'value="euros"' in shown.content.decode()


def _form_of(response: Any) -> Any:  # Any: what a template was given
    return response.context["form"]


def _filled(form: Any) -> dict[str, str]:
    return {name: str(form[name].value() or "") for name in form.fields}


def test_dry_run_shows_counts_and_rejected_rows(finn: User, run: ImportRun, uploads: Path) -> None:
    check_import(run, uploads=uploads, now=NOW)

    shown = page(finn, "import-run", pk=run.pk).content.decode()

    assert "Nothing has been changed yet." in shown
    assert "neither an id nor a name" in shown


def test_rejected_rows_come_as_csv_that_no_spreadsheet_runs(finn: User, run: ImportRun, uploads: Path) -> None:
    check_import(run, uploads=uploads, now=NOW)
    run.rejections.update(raw="=1+1")

    response = page(finn, "import-rejected", pk=run.pk)

    assert b"'=1+1" in b"".join(response.streaming_content)


def test_application_needs_a_checked_import(finn: User, run: ImportRun) -> None:
    client_for(finn).post(reverse("import-application", kwargs={"pk": run.pk}))

    run.refresh_from_db()
    assert run.state == "draft"


def test_progress_says_how_far_it_came(finn: User, run: ImportRun) -> None:
    ImportRun.objects.update(state="running", done=5, total=10, heartbeat_at=timezone.now())

    shown = page(finn, "import-progress", pk=run.pk).content.decode()

    assert "5 of 10 rows" in shown


def test_killed_import_offers_to_resume(finn: User, run: ImportRun, uploads: Path) -> None:
    ImportRun.objects.update(state="running", heartbeat_at=timezone.now() - timedelta(minutes=5))

    shown = page(finn, "import-run", pk=run.pk).content.decode()

    assert "The import was interrupted." in shown


def test_stop_is_asked_of_the_run(finn: User, run: ImportRun) -> None:
    ImportRun.objects.update(state="running")

    client_for(finn).post(reverse("import-stopping", kwargs={"pk": run.pk}))

    run.refresh_from_db()
    assert run.is_stop_asked


def test_undone_import_says_what_it_did(finn: User, run: ImportRun, uploads: Path) -> None:
    apply_import(run, uploads=uploads, now=NOW)
    undo_import(run, uploads=uploads, by=finn, now=NOW)

    assert "What the undo did" in page(finn, "import-run", pk=run.pk).content.decode()


def test_sample_leaves_with_one_click_and_takes_its_sign_ins(finn: User, uploads: Path, tmp_path: Path) -> None:
    folder = write_exports(tmp_path / "in", [opportunity("006A")])
    sample = prepare_import(folder, source=SAMPLE, uploads=uploads, by=finn, now=NOW, yes=True, is_sample=True)
    apply_import(sample, uploads=uploads, now=NOW)
    User.objects.filter(source=SAMPLE).update(last_login=NOW, is_active=True)

    client_for(finn).post(reverse("sample-removal"))

    assert not Opportunity.objects.exists()
    assert list(User.objects.all()) == [finn]
    assert "Sample data" not in page(finn, "data").content.decode()


def test_overview_costs_the_same_with_many_imports(
    finn: User, run: ImportRun, django_assert_max_num_queries: Any
) -> None:
    for _number in range(20):
        ImportRun.objects.create(source=run.source, folder="x", by=finn, created_at=NOW)
    client = client_for(finn)

    with django_assert_max_num_queries(12):
        client.get(reverse("data"))


def test_import_with_a_problem_offers_to_resume_and_reloads_no_more(finn: User, run: ImportRun) -> None:
    ImportRun.objects.update(state="running", problem="The disk is full.", heartbeat_at=timezone.now())

    shown = page(finn, "import-run", pk=run.pk).content.decode()

    assert "The disk is full." in shown
    assert reverse("import-resumption", kwargs={"pk": run.pk}) in shown
    assert reverse("import-progress", kwargs={"pk": run.pk}) not in shown


def test_type_of_an_own_field_is_asked_only_for_own_fields(finn: User, run: ImportRun) -> None:
    shown = page(finn, "import-mapping", pk=run.pk).content.decode()

    assert 'name="field-0-0"' in shown
    assert 'name="kind-' not in shown
