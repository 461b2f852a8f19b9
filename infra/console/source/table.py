"""`docs/sources.md`: every source in a row, made from the source files, so that it cannot say anything else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from followthrough.adapters.webhooks.kinds import KINDS
from followthrough.adapters.webhooks.schemes import VerifySpec
from followthrough.adapters.webhooks.sources import SourceSpec

PREFACE = """\
# The sources

Made from the files in `functions/business/sources/` by `followthrough source table`; a test keeps the two together. How to wire one: [wire a source](wire-a-source.md).
"""

HOW_SURE: Mapping[str | None, str] = {
    "tried": "Tried with a real account.",
    "samples": "Tried with samples of what it sends, not yet with a real account.",
    "documented": "Never tried: written from its documentation.",
    None: "Your own file.",
}

WAITING: Mapping[str, str] = {
    "BigCommerce": "an order's number and its two states",
    "Front": "the number of a conversation",
    "HubSpot": "an object's number and one property",
    "Jobber": "the number of a job or a quote",
    "ServiceM8": "the address at which the job can be read",
}
"""Senders whose bodies hold ids only, and which: nothing can be promised before the rest is fetched."""


UNFETCHED = """\
Some senders tell only that something happened, and the rest has to be fetched from them. \
That needs their API, a key for it, and a port that we do not have yet:"""


def page(specs: Iterable[SourceSpec]) -> str:
    """The whole page as Markdown."""
    ordered = sorted(specs, key=lambda spec: (spec.about.sure == "documented", spec.id))
    return "\n".join((PREFACE, *_table(ordered), "", *_notes(ordered), *_waiting(), ""))


def _table(specs: Iterable[SourceSpec]) -> list[str]:
    head = ["source", "proves itself by", "events", "when we do not answer", "limits", "how sure we are"]
    return [_row(head), _row(["---"] * len(head)), *(_row(_cells(spec)) for spec in specs)]


def _cells(spec: SourceSpec) -> list[str]:
    return [
        f"`{spec.id}`",
        proof(spec.verify),
        ", ".join(f"`{kind}`" for kind in _kinds(spec)) if "format" not in spec.mapping else f"all {len(KINDS)} kinds",
        spec.about.retries or "Not known.",
        spec.about.limits or "Not known.",
        HOW_SURE[spec.about.sure],
    ]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _kinds(spec: SourceSpec) -> list[str]:
    return list(dict.fromkeys(str(event["kind"]) for event in spec.mapping.get("event", ())))


def proof(verify: VerifySpec) -> str:
    """How such a source proves a delivery, in a few words."""
    named = " or ".join(f"`{name}`" for name in verify.headers)
    match verify.scheme:
        case "url_secret":
            return "a secret in its address, because it cannot sign"
        case "bearer":
            return "`Authorization: Bearer` and a secret"
        case "basic":
            return "`Authorization: Basic`, a name and a password"
        case "header":
            return f"a secret in {named}"
        case "digest":
            return f"a bare {verify.algorithm.upper()} of `{verify.signed}`, as {verify.encoding} in {named}"
    stamped = f", at most {verify.stamp.tolerance.total_seconds() / 60:g} minutes off" if verify.stamp else ""
    return f"HMAC-{verify.algorithm.upper()} of `{verify.signed}`, as {verify.encoding} in {named}{stamped}"


def _notes(specs: Iterable[SourceSpec]) -> list[str]:
    lines = ["## What each sends, and how to set it up", ""]
    for spec in specs:
        told = " ".join(text for text in (spec.about.sends, spec.about.setup) if text)
        lines += [f"**{spec.title}** (`{spec.id}`): {told or 'see the comments in its file.'}", ""]
    return lines


def _waiting() -> list[str]:
    told = [f"- **{name}** sends {what}." for name, what in WAITING.items()]
    return [
        "## Not yet",
        "",
        UNFETCHED,
        "",
        *told,
    ]
