"""She wants no more of these: asked once on the page, done at once by a mail program."""

from __future__ import annotations

from followthrough.application.answer import say_stop
from followthrough.lambdas.visits.visit import Served, Visit


def serve(visit: Visit) -> Served:
    """RFC 8058: the mail program's POST acts at once, without a question or a redirect; a GET only asks."""
    app = visit.app
    customer = app.links.read_stop(visit.token)
    business = app.published.current().business
    if visit.fields is None:
        return app.pages.stop_page(business), "looked"
    if visit.fields.get("List-Unsubscribe") != "One-Click" and visit.fields.get("stop") != "yes":
        return app.pages.stop_page(business, status=422), "no choice"
    say_stop(customer, tools=app.answering)
    return app.pages.stopped_page(business), "stopped"
