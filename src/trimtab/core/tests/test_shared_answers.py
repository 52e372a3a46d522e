"""What takes seconds is worked out once for all workers, also while several ask for it at the same moment."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.cache import cache, caches

from trimtab.core.shared_answers import NAME, forget_shared_answers, shared_answer


class Question:
    """Counts how often it is worked out."""

    def __init__(self) -> None:
        self.times = 0
        self.may_end = threading.Event()

    def work_out(self) -> list[str]:
        self.times += 1
        self.may_end.wait(10)
        return ["the answer"]


@pytest.fixture
def question() -> Iterator[Question]:
    forget_shared_answers()
    yield Question()
    forget_shared_answers()


def test_who_asks_meanwhile_waits_for_the_same_answer(question: Question) -> None:
    def ask(_number: int) -> list[str]:
        return shared_answer("review:1", question.work_out, seconds=60)

    with ThreadPoolExecutor(4) as people:
        asked = [people.submit(ask, number) for number in range(4)]
        question.may_end.set()
        assert [one.result() for one in asked] == [["the answer"]] * 4

    assert question.times == 1


def test_a_worker_that_begins_anew_reads_what_another_worked_out(question: Question) -> None:
    question.may_end.set()
    shared_answer("review:1", question.work_out, seconds=60)
    cache.clear()

    assert shared_answer("review:1", question.work_out, seconds=60) == ["the answer"]
    assert question.times == 1
    shared_answer("review:2", question.work_out, seconds=60)
    assert question.times == 2


def test_a_site_that_starts_works_it_out_anew(question: Question) -> None:
    question.may_end.set()
    shared_answer("review:1", question.work_out, seconds=60)

    forget_shared_answers()

    shared_answer("review:1", question.work_out, seconds=60)
    assert question.times == 2


@pytest.mark.parametrize("kept", [0, 12, 40])
def test_what_cannot_be_read_is_worked_out_again(question: Question, kept: int) -> None:
    question.may_end.set()
    shared_answer("review:1", question.work_out, seconds=60)
    cache.clear()
    for file in Path(caches.settings[NAME]["LOCATION"]).glob("*.djcache"):
        file.write_bytes(file.read_bytes()[:kept])

    assert shared_answer("review:1", question.work_out, seconds=60) == ["the answer"]
    assert question.times == 2


def test_a_folder_that_cannot_be_written_only_costs_time(
    question: Question, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    question.may_end.set()
    monkeypatch.setitem(caches.settings[NAME], "LOCATION", tmp_path / "file" / "cache")
    monkeypatch.setattr(caches[NAME], "_dir", str(tmp_path / "file" / "cache"))

    assert shared_answer("review:1", question.work_out, seconds=60) == ["the answer"]
    assert question.times == 1


def test_a_failure_lets_the_next_one_try(question: Question) -> None:
    def fails() -> list[str]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        shared_answer("review:1", fails, seconds=60)
    question.may_end.set()

    assert shared_answer("review:1", question.work_out, seconds=60) == ["the answer"]
