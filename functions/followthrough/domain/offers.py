"""What her own page lets her decide, how long it holds, and when it is too late to decide it there."""

from __future__ import annotations

import datetime as dt

from followthrough.domain.business import Business
from followthrough.domain.commitment import Commitment
from followthrough.domain.due import slot
from followthrough.domain.errors import ChoiceNeeded, RuleBroken
from followthrough.domain.playbook import FollowUp
from followthrough.domain.subject import Subject
from followthrough.domain.words import Channel, Offer, Reply

OFFERED = {
    Offer.FOLLOW_UP: (Reply.FINE, Reply.ANOTHER_TIME, Reply.PHONE_ME, Reply.NOT_RIGHT, Reply.NO_NEED),
    Offer.QUOTE: (Reply.GO_AHEAD, Reply.NO_THANK_YOU, Reply.PHONE_ME),
    Offer.KEEP_OR_CANCEL: (Reply.KEEP_IT, Reply.CANCEL_IT, Reply.PHONE_ME),
    Offer.NEW_TIME: (Reply.FINE, Reply.ANOTHER_TIME, Reply.PHONE_ME),
}
"""What her page lets her choose from."""

DECISIONS = frozenset({Reply.GO_AHEAD, Reply.NO_THANK_YOU, Reply.KEEP_IT, Reply.CANCEL_IT})
"""Answers by which she decides about an offer of ours."""


def offer_of(commitment: Commitment, *, rule: FollowUp) -> Offer:
    """What she may decide: of a new time, and of work that is not a call, only whether the time suits her."""
    if rule.offers is not Offer.FOLLOW_UP:
        return rule.offers
    if commitment.follows or commitment.channel is Channel.TASK:
        return Offer.NEW_TIME
    return Offer.FOLLOW_UP


def holds_until(commitment: Commitment, *, rule: FollowUp, business: Business) -> dt.datetime | None:
    """The end that its letter names: of an offer, or of the days that money takes; none if it names none."""
    if rule.until is None:
        return None
    calendar = business.role(rule.role).served
    return slot(rule.until, anchor=commitment.caused_at, calendar=calendar, windows=()).closes_at


def refuse_what_is_not_offered(
    reply: Reply,
    commitment: Commitment,
    *,
    rule: FollowUp,
    subject: Subject,
    business: Business,
    now: dt.datetime,
) -> None:
    """Raises ChoiceNeeded for what her page does not offer, RuleBroken with what to do for what is offered no more."""
    if reply not in OFFERED[offer_of(commitment, rule=rule)]:
        raise ChoiceNeeded
    if reply not in DECISIONS:
        return
    if any(seen.kind in rule.cancel_on and seen.at >= commitment.caused_at for seen in subject.seen):
        raise RuleBroken("This is settled already. If you would like to change it, please phone us.")
    if rule.tells == "price" and subject.quoted != commitment.amount:
        raise RuleBroken("There is a newer price by now: please answer from the letter that names it, or phone us.")
    end = holds_until(commitment, rule=rule, business=business)
    if reply is Reply.GO_AHEAD and end is not None and now > end:
        raise RuleBroken("This price does not hold any more: please choose “please phone me”, and we look at it anew.")
