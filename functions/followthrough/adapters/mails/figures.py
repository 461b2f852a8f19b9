"""The amounts and dates that a letter names: what she decides about, exactly as we know it."""

from __future__ import annotations

from followthrough.application.ports import Card
from followthrough.domain.business import Business
from followthrough.domain.manners import listed
from followthrough.domain.money import told
from followthrough.domain.offers import holds_until
from followthrough.domain.telling import Telling


def figures(card: Card, *, telling: Telling) -> dict[str, str]:
    """What the owner's words may name beside times and people; nothing stands for what nobody told us."""
    commitment, business = card.commitment, card.rules.business
    until = holds_until(commitment, rule=card.follow_up, business=business)
    date = commitment.agreed_by or until
    return {
        "amount": told(commitment.amount) if commitment.amount else "",
        "quoted": told(card.subject.quoted) if card.subject.quoted else "",
        "until": telling.moment(until) if until else "",
        "date": telling.day(date) if date else "",
        "agreed": telling.by(date) if date else "",
        "closing": _closing(business, telling=telling),
        "alternatives": listed(card.follow_up.alternatives, last="or"),
    }


def _closing(business: Business, *, telling: Telling) -> str:
    """Until when the doors are open: today, or on the next open day."""
    day = business.calendar.day_of(business.calendar.next_opening(telling.now))
    _, closes_at = business.calendar.spans_on(day)[-1]
    is_today = day == business.calendar.day_of(telling.now)
    return telling.clock(closes_at) if is_today else telling.moment(closes_at)
