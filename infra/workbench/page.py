"""The page for people: what time it is, what is owed, what went out."""

from __future__ import annotations

from html import escape

from workbench.bench import Bench


def render(bench: Bench) -> str:
    """The workbench at a glance."""
    mails = "\n".join(
        f"<li>{escape(mail['sent_at'])} {escape(mail['kind'] or '')} to {escape(', '.join(mail['to']))}: "
        f'<a href="/workbench/mail/{mail["id"]}.eml">{escape(mail["subject"])}</a></li>'
        for mail in reversed(bench.mail())
    )
    owed = "\n".join(
        f"<li>{escape(each['state'])}: {escape(each['follow_up'])}, due {escape(each['due_at'])}</li>"
        for each in bench.commitments()
    )
    return f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Workbench</title>
<h1>{escape(bench.now.isoformat())}</h1>
<h2>Owed</h2><ul>{owed}</ul>
<h2>Mail</h2><ul>{mails}</ul>
</html>
"""
