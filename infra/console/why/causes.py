"""The codes of the ledger that give a reason, as one says them after `because`; an unknown code says itself."""

from __future__ import annotations

from collections.abc import Mapping

_EVENTS: Mapping[str, str] = {
    "order.placed": "the order was placed",
    "order.paid": "the order was paid",
    "order.updated": "the order was changed",
    "order.ready_for_collection": "the order was ready to be fetched",
    "order.shipped": "the order was sent off",
    "order.delayed": "the order was delayed",
    "order.delivered": "the order was delivered",
    "order.collected": "the order was fetched",
    "order.cancellation_asked": "the customer asked to cancel the order",
    "order.cancelled": "the order was cancelled",
    "order.refunded": "the money was given back",
    "order.return_asked": "the customer asked to send it back",
    "order.returned": "the goods came back",
    "repair.received": "the repair was brought in",
    "repair.quoted": "the price was told",
    "repair.approved": "the customer said go ahead",
    "repair.declined": "the customer declined the price",
    "repair.completed": "the repair was finished",
    "repair.collected": "the repair was fetched",
    "repair.cancelled": "the repair was cancelled",
    "repair.reopened": "the repair was opened again",
    "complaint.opened": "the customer complained",
    "complaint.updated": "there was news of the complaint",
    "complaint.rated": "the customer rated how the complaint was answered",
    "complaint.resolved": "the complaint was resolved",
    "complaint.reopened": "the complaint was opened again",
    "complaint.remedy_agreed": "a remedy was agreed with the customer",
    "complaint.remedied": "the remedy was done",
    "inquiry.received": "the customer asked something",
    "inquiry.offered": "an offer was made to the customer",
    "inquiry.settled": "the question was settled",
    "promise.made": "somebody made a promise",
    "promise.made_to_colleague": "somebody made a promise to a colleague",
    "promise.withdrawn": "the promise was taken back",
    "contact.updated": "the customer's name or address changed",
    "contact.consent_changed": "the customer changed what we may send",
    "contact.erasure_asked": "the customer asked to be forgotten",
    "contact.export_asked": "the customer asked what we know",
    "contact.source_erasure_asked": "a source asked that everything it told us is erased",
}

_REASONS: Mapping[str, str] = {
    "quiet hours": "letters leave in letter hours only",
    "night there": "it is no civil hour where the customer is",
    "no civil hour": "no hour is civil everywhere where the customer may be",
    "closed": "nobody is there at this hour to act on it",
    "contact budget": "this customer has heard from us often enough for now",
    "no room": "the day has no room for more calls",
    "not in this call": "the customer's wishes keep it out of the call it was to be made with",
    "paused": "it is paused",
    "brake": "an unusual number of letters waits for the owner's word",
    "complaint open": "a complaint of this customer is open, and nothing cheerful goes out meanwhile",
    "opted out": "the customer asked for no more of these",
    "do not contact": "the customer asked not to be contacted",
    "erased": "the customer was forgotten",
    "not asked": "nobody has asked the customer whether we may, which has to be asked first there",
    "rather not, she said": "the customer was asked whether we may, and said no",
    "no consent": "advertising needs the customer's consent, and there is none",
    "no email address": "we know no email address",
    "letters come back": "letters to this address come back",
    "nothing left to announce": "what the letter would announce is not coming any more",
    "no need, she says": "the customer said that there is no need",
    "she asked": "the customer asked for it",
    "later": "a later time was agreed",
    "away": "whoever had it is away",
    "she told us": "the customer told us how it is",
    "she answered": "the customer answered the letter",
    "she decided": "the customer decided",
    "she heard from us": "the customer has heard from us meanwhile",
    "rule taken out": "the rule behind it was taken out of the playbook",
    "rests": "there is nothing to say before",
    "hand-over is off": "handing over is switched off",
    "nobody to hand over to": "nobody who stays could take it over",
    "the owner said no": "the owner said no",
    "the check-back has said it": "the call after the complaint has asked the same",
    "done": "somebody did it",
    "sent": "the letter went out",
    "tried": "we tried to reach the customer as often as the rule says",
    "declined": "it was a polite no, with another way offered",
    "not done in time": "nobody did it while it was still kind",
    "too long ago": "it turned out to have happened too long ago",
    "nothing was recorded in time": "nothing was recorded by the promised time",
    "news came late": "news came late of how it went",
    "told too late": "the customer heard of it only after the promised time",
    "by letter": "a letter said so",
    "by phone": "somebody said so by phone",
    "no_answer": "nobody answered the phone",
    "left_message": "a message was left",
    "wrong number": "the number was wrong",
    "cannot_keep": "the call that it was part of cannot be made in time",
    "fine": "the customer said that all is well",
    "not_right": "the customer said that something is not right",
    "no_need": "the customer said that there is no need",
    "go_ahead": "the customer said go ahead",
    "no_thank_you": "the customer said no, thank you",
    "keep_it": "the customer waits for it",
    "cancel_it": "the customer asked to cancel it",
    "the answer was lost": "the mail service did not answer",
    "refused": "the mail service refused it",
    "claimed, never recorded": "the machine stopped in the middle of it",
    "answered or moved meanwhile": "it was answered or moved in the same moment",
    "came back": "the mail service sent it back",
}

ONE_CALL = "one call with "
"""Begins the reason of a call that is made together with another one."""


def because(code: str) -> str:
    """A reason as a clause: `a complaint of this customer is open`."""
    if code.startswith(ONE_CALL):
        return "one call serves two reasons"
    return _REASONS.get(code) or _EVENTS.get(code) or code


def is_known(code: str) -> bool:
    """Whether we have words for this code."""
    return code.startswith(ONE_CALL) or code in _REASONS or code in _EVENTS
