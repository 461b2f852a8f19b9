"""The front desk: a page to look at, and a slip to hand in. Looking changes nothing, and so does a form as it is served."""

from __future__ import annotations

from collections.abc import Mapping

from followthrough.adapters.pages.desk_form import slip_from
from followthrough.adapters.pages.desk_page import DeskPage
from followthrough.application.hand_in import hand_in
from followthrough.domain.errors import ChoiceNeeded, Unreachable
from followthrough.lambdas import forms
from followthrough.lambdas.visits.visit import Served, Visit

PAGE = "desk"


def serve(visit: Visit) -> Served:
    """Show the desk of one role, or hand in what came back. Raises BadSignature, InvalidBusiness for a role that is gone."""
    app = visit.app
    bearer = app.links.read_staff(PAGE, visit.token)
    business = app.rulebook.current().business
    base_url = app.settings.base_url or visit.origin
    page = DeskPage(business=business, reader=business.role(bearer), address=f"{base_url}/{PAGE}/{visit.token}")
    if visit.fields is None:
        return page.blank(), "looked"
    return _handed_in(visit, visit.fields, page=page, base_url=base_url)


def _handed_in(visit: Visit, fields: Mapping[str, str], *, page: DeskPage, base_url: str) -> Served:
    try:
        when = forms.moment(fields.get("when", ""), zone=page.business.zone)
        slip = slip_from(fields, by=page.reader.id, when=when, business=page.business)
        handed = hand_in(slip, desk=visit.app.desk(base_url))
    except ChoiceNeeded as needed:
        return page.again(fields, remark=str(needed)), "no choice"
    except Unreachable:
        return page.not_taken_in(fields), "not taken in"
    return page.taken_in(handed), "handed in"
