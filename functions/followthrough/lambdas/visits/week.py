"""The Monday letter's own page: looking never changes anything, reading is said with a choice."""

from __future__ import annotations

from followthrough.application.read_week import look_at_week, read_week
from followthrough.domain.errors import BadSignature, ChoiceNeeded
from followthrough.lambdas.visits.visit import Served, Visit


def serve(visit: Visit) -> Served:
    """Show the last letter, or take the word that it is read. Raises BadSignature."""
    app = visit.app
    bearer = app.links.read_staff("week", visit.token)
    if bearer != app.rulebook.current().business.owner:
        raise BadSignature("link")
    if visit.fields is None:
        week, read = look_at_week(tools=app.weeks)
        return app.week_page.show(week, read=read), "looked"
    try:
        week, read = read_week(visit.fields.get("outcome", ""), by=bearer, tools=app.weeks)
    except ChoiceNeeded:
        week, read = look_at_week(tools=app.weeks)
        return app.week_page.choice_needed(week, read=read), "no choice"
    return app.week_page.show(week, read=read), "read"
