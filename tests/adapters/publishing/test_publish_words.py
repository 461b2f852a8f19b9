from __future__ import annotations

from followthrough.adapters.files import Files
from followthrough.adapters.publishing.publish_words import as_json, changed_files, done_words, sentences
from followthrough.application.publish import Done
from followthrough.domain.publishing import Changed, Effect, Renamed, RoleGone, Touched

EFFECT = Effect(
    added=("hello",),
    removed=(Touched(rule="a", name="price-call", open=("1", "2")),),
    resting=(Touched(rule="b", name="old", open=("3",)),),
    renamed=(Renamed(was="quote", name="offer"),),
    changed=(
        Changed(name="ready", also_for_open=("script", "held_by_complaint"), for_new_only=("windows",), open=("4",)),
    ),
    roles_gone=(RoleGone(role="adviser", open=("1",)),),
    firm=("calendar", "roles"),
)
FILES = {"Letters": ("quote.en.txt",)}


def test_every_change_is_a_sentence_in_the_words_of_the_files():
    assert [
        "New: hello.",
        "Taken out: price-call. 2 commitments open.",
        "Taken out earlier: old. 1 commitment open.",
        "Renamed: quote is offer now; what it has made follows it. Nothing open.",
        "Changed: ready: script and hold_while; also for what is open. 1 commitment open.",
        "Changed: ready: window; for what is made from now on, what is open keeps what was said. 1 commitment open.",
        "Role taken out: adviser. 1 commitment open in its hands.",
        "business.toml: hours, closed and role changed; it holds at once for everything.",
        "Letters: quote.en.txt; what goes out from now on is by these.",
    ] == list(sentences(EFFECT, FILES))


def test_no_change_is_a_sentence_too():
    assert ["Nothing changes."] == list(sentences(Effect(), {}))


def test_a_program_reads_the_same():
    told = as_json(EFFECT, FILES)

    assert [{"rule": "price-call", "open": ["1", "2"]}] == told["removed"]
    assert (["script", "hold_while"], ["window"]) == (
        told["changed"][0]["also_for_open"],
        told["changed"][0]["for_new_only"],
    )
    assert ({"letters": ["quote.en.txt"]}, ["hours, closed", "role"]) == (told["files"], told["firm"])


def test_letters_scripts_and_sources_are_told_if_they_are_others_new_or_gone():
    before = Files({"letters/a.en.txt": "1", "letters/b.en.txt": "1", "scripts/s.txt": "1", "playbook.toml": "1"})
    after = Files({"letters/a.en.txt": "2", "letters/c.en.txt": "1", "scripts/s.txt": "1", "playbook.toml": "2"})

    assert {"Letters": ("a.en.txt", "b.en.txt", "c.en.txt")} == changed_files(before, after)


def test_what_became_of_open_ones_is_told():
    assert [
        "1 commitment handed over.",
        "2 commitments released; whoever holds a task of these is told not to act on it.",
    ] == list(done_words(Done(handed_over=1, released=2)))
    assert [] == list(done_words(Done(handed_over=0, released=0)))
