"""The pages behind our links: the same words as the mails, a form with one required choice, and no script at all.

A form as served changes nothing, because no choice is made beforehand: mail scanners open links and press buttons.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from followthrough.adapters.business.texts import Texts
from followthrough.adapters.mails.known import is_abroad, our_words, promised_words
from followthrough.adapters.mails.last_contacts import said, who_is
from followthrough.adapters.mails.sameness_words import questions
from followthrough.adapters.mails.task import outcomes_of, task_of
from followthrough.adapters.pages.contact_form import shown
from followthrough.adapters.pages.form_fields import fields_of, usual
from followthrough.adapters.pages.outcome_hints import choice_words, when_label
from followthrough.adapters.templating import rendered
from followthrough.application.cards import CUSTOMER
from followthrough.application.ports import Card, Page
from followthrough.domain.business import Business
from followthrough.domain.commitment import UNDO_WINDOW
from followthrough.domain.manners import greeting
from followthrough.domain.offers import DECISIONS, OFFERED, offer_of
from followthrough.domain.telling import Telling
from followthrough.domain.words import Offer, Outcome, Reply, State, Step

REPLIES = {
    Reply.FINE: ("Everything is fine", "Thank you, I need nothing more"),
    Reply.ANOTHER_TIME: ("Please phone me at another time", "Give it below"),
    Reply.PHONE_ME: ("Please phone me", "About what I write below"),
    Reply.NOT_RIGHT: ("Something is not right", "Please put it right"),
    Reply.NO_NEED: ("No need to phone me", "Thank you all the same"),
    Reply.GO_AHEAD: ("Go ahead", "Please do it at this price"),
    Reply.NO_THANK_YOU: ("No, thank you", "Please do nothing more"),
    Reply.KEEP_IT: ("I keep my order", "The new date suits me"),
    Reply.CANCEL_IT: ("Please cancel it", "And give me my money back"),
}
"""What a customer can answer, as she reads it."""

OF_A_TIME = {
    Reply.FINE: ("That suits me", "Thank you for telling me"),
    Reply.ANOTHER_TIME: ("Another time suits me better", "Give it below"),
}
"""The same answers, where her page asks whether a time suits her."""

TIMED = frozenset({Reply.ANOTHER_TIME})
"""Answers that need a time."""

NO_CHOICE = "Please choose one of these."

_STATES = {
    State.KEPT: "It was done",
    State.KEPT_LATE: "It was done, late",
    State.TOLD: "The customer was told",
    State.BROKEN: "It was not done in time",
    State.RELEASED: "It was called off",
    State.LAPSED: "It was dropped, because it had become too late to be kind",
}


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One of the things that can be answered."""

    value: str
    label: str
    hint: str


@dataclass(frozen=True, kw_only=True)
class AboutHer:
    """What became of a form about who she is, beside the form about the task."""

    saved: str = ""
    remark: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)


NOTHING_SAID = AboutHer()


@dataclass(frozen=True, kw_only=True)
class Pages:
    """Turns a card into a page; nothing here changes anything."""

    texts: Texts
    titles: Mapping[str, str] = field(default_factory=dict)
    """What people call each source."""

    def task_page(
        self,
        card: Card,
        *,
        form: str,
        remark: str = "",
        status: int = 200,
        typed: Mapping[str, str] | None = None,
        about_her: AboutHer = NOTHING_SAID,
    ) -> Page:
        """The task and its form; `form` is the signed version of what is shown, sent back with the answer."""
        broken = card.commitment.state is State.BROKEN
        task = task_of(card, step=Step.ESCALATE if broken else Step.REMIND, texts=self.texts)
        choices = [_choice(outcome, *choice_words(outcome, card)) for outcome in outcomes_of(card)]
        return _page(
            "page_task.html",
            business=card.rules.business,
            status=status,
            task=task,
            choices=choices,
            fields=fields_of(card),
            when_label=when_label(card),
            usual=usual(card, telling=_telling(card, hers=False)),
            carries_news=card.follow_up.then_letter is not None,
            form=form,
            remark=remark,
            typed=typed or {},
            saved=about_her.saved,
            questions=questions(card.alike, titles=self.titles),
            contact=None if card.follow_up.to_colleague else {**shown(card.contact), **about_her.typed},
            contact_remark=about_her.remark,
        )

    def her_page(
        self, card: Card, *, form: str, remark: str = "", status: int = 200, typed: Mapping[str, str] | None = None
    ) -> Page:
        """Her own page: what we owe her, in our words to her, and her answer."""
        offer, telling = offer_of(card.commitment, rule=card.follow_up), _telling(card, hers=True)
        labels = _labels(offer)
        decides = not DECISIONS.isdisjoint(OFFERED[offer])
        return _page(
            "page_hers.html",
            business=card.rules.business,
            status=status,
            hello=greeting(card.contact),
            owed=(our_words if decides else promised_words)(card, telling=telling),
            decides=decides,
            alternatives=card.follow_up.alternatives if card.commitment.follows else (),
            choices=[_choice(reply, *labels[reply]) for reply in OFFERED[offer]],
            takes_a_time=not TIMED.isdisjoint(OFFERED[offer]),
            form=form,
            remark=remark,
            typed=typed or {},
        )

    def choice_needed(
        self,
        card: Card,
        *,
        form: str,
        hers: bool = False,
        remark: str = NO_CHOICE,
        typed: Mapping[str, str] | None = None,
    ) -> Page:
        """The form came back without what it needs: the same form with what was typed, and a sentence."""
        shown = self.her_page if hers else self.task_page
        return shown(card, form=form, remark=f"{remark} Nothing is saved yet.", status=422, typed=typed)

    def changed_page(self, card: Card, *, form: str, hers: bool = False) -> Page:
        """Something moved between reading and answering: what is true now, with a fresh form."""
        shown = self.her_page if hers else self.task_page
        remark = "Something has changed since you opened this page. Nothing is saved yet; please look again."
        return shown(card, form=form, remark=remark, status=409)

    def answered_page(self, card: Card, *, undo_form: str | None, follows: str = "") -> Page:
        """Saved: what was answered, what follows and when, and the way back while there is one."""
        answer = card.commitment.answer
        telling = _telling(card, hers=answer is not None and answer.by == CUSTOMER)
        return _page(
            "page_answered.html",
            business=card.rules.business,
            answer=_in_words(card, answer.outcome) if answer else "",
            follows=follows,
            undo_form=undo_form,
            undo_until=telling.clock(answer.at + UNDO_WINDOW) if answer else "",
        )

    def closed_page(self, card: Card, *, hers: bool = False) -> Page:
        """The link outlived its task: who closed it and when, never an error."""
        if hers:
            return _note(
                card.rules.business, heading="This is settled", words="There is nothing left for you to do. Thank you!"
            )
        return _note(card.rules.business, heading="This is closed already", words=_who_closed(card))

    def passed_on_page(self, card: Card) -> Page:
        """The link of somebody who had this before: who has it now."""
        words = f"{card.owner.person} has it now, and has got the task. Thank you."
        return _note(card.rules.business, heading="Somebody else has this now", words=words)

    def stop_page(self, business: Business, *, status: int = 200) -> Page:
        """Asks once whether she wants no more letters of this kind."""
        return _page("page_stop.html", business=business, status=status)

    def stopped_page(self, business: Business) -> Page:
        """She has said stop, and it is done."""
        words = "You get no more friendly calls and letters from us. What we have promised you, we still keep."
        return _note(business, heading="Done, thank you for telling us", words=words)

    def gone_page(self, business: Business) -> Page:
        """A link that is no longer valid, or never was: polite, and it tells nothing."""
        words = f"Please phone us on {business.phone}, and a person will help you. Thank you."
        return _note(business, heading="This link is no longer valid", words=words, status=410)

    def busy_page(self, business: Business) -> Page:
        """We could not look or save just now; she is told so, and that nothing is half done."""
        words = f"Nothing was changed. Please try again in a minute, or phone us on {business.phone}. Thank you."
        return _note(business, heading="We cannot reach our books just now", words=words, status=503)


def _page(template: str, *, business: Business, status: int = 200, **words: object) -> Page:
    return Page(status=status, html=rendered(template, business=business.name, phone=business.phone, **words))


def _note(business: Business, *, heading: str, words: str, status: int = 200) -> Page:
    return _page("page_note.html", business=business, status=status, heading=heading, words=words)


def _choice(value: Outcome | Reply, label: str, hint: str) -> Choice:
    return Choice(value=str(value), label=label, hint=hint)


def _labels(offer: Offer) -> Mapping[Reply, tuple[str, str]]:
    return REPLIES | (OF_A_TIME if offer is Offer.NEW_TIME else {})


def _in_words(card: Card, outcome: str) -> str:
    """What was answered: to a customer in the words she has pressed."""
    pressed = {
        str(reply): label for reply, (label, _) in _labels(offer_of(card.commitment, rule=card.follow_up)).items()
    }
    return pressed.get(outcome) or said(outcome)


def _telling(card: Card, *, hers: bool) -> Telling:
    zone = card.commitment.zone if hers else card.rules.business.zone
    return Telling(now=card.now, zone=zone, abroad=hers and is_abroad(card))


def _who_closed(card: Card) -> str:
    commitment, telling = card.commitment, _telling(card, hers=False)
    if commitment.answer is not None:
        answer = commitment.answer
        return f"{who_is(answer.by, card=card)} answered on {telling.moment(answer.at)}: {said(answer.outcome)}."
    words = _STATES.get(commitment.state, "It has been answered")
    if not commitment.history:
        return f"{words}."
    return f"{words}, on {telling.moment(commitment.history[-1].at)}."
