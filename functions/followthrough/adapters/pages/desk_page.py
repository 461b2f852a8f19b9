"""The page of the front desk: seven things, a few fields, two taps; printable, so that it can hang on the wall."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from followthrough.adapters.pages.desk_form import TYPED
from followthrough.adapters.pages.desk_words import THINGS, what_follows, what_is_missing, what_was_said
from followthrough.adapters.pages.qr import qr
from followthrough.adapters.templating import rendered
from followthrough.application.hand_in import HandedIn
from followthrough.application.ports import Page
from followthrough.domain.business import Business, Role

NONCE_BYTES = 18


@dataclass(frozen=True, kw_only=True)
class DeskPage:
    """The desk of one role, at its own address."""

    business: Business
    reader: Role
    address: str

    def blank(self) -> Page:
        """A fresh form: nothing is chosen, so that sending it as it is says nothing."""
        return self._form({}, status=200)

    def again(self, fields: Mapping[str, str], *, remark: str) -> Page:
        """The form as it was filled in, and what it still needs."""
        return self._form(fields, remark=f"{remark} Nothing is saved yet.", status=422)

    def not_taken_in(self, fields: Mapping[str, str]) -> Page:
        """Our own door did not open: everything typed stands here still, and sending it once more is safe."""
        remark = "This could not be saved just now. Nothing is lost: please press the button again in a minute."
        return self._form(fields, remark=remark, status=503)

    def taken_in(self, handed: HandedIn) -> Page:
        """What was understood, and what will follow."""
        html = rendered(
            "page_desk_sent.html",
            business=self.business.name,
            phone=self.business.phone,
            said=what_was_said(handed),
            follows=what_follows(handed),
            missing=what_is_missing(handed),
            address=self.address,
        )
        return Page(status=200, html=html)

    def _form(self, fields: Mapping[str, str], *, status: int, remark: str = "") -> Page:
        html = rendered(
            "page_desk.html",
            business=self.business.name,
            phone=self.business.phone,
            remark=remark,
            things=[(str(thing), *words) for thing, words in THINGS.items()],
            filled={name: fields.get(name, "") for name in TYPED},
            roles=[(role.id, role.person, role.title) for role in self.business.roles.values()],
            reader=self.reader,
            # The same form sent again must be known again; a new one begins a new matter.
            slip=fields.get("slip") or secrets.token_urlsafe(NONCE_BYTES),
            currency=self.business.currency,
            qr=qr(self.address),
        )
        return Page(status=status, html=html)
