"""One mail, once: render, claim, one attempt, record. What an unknown fate means is decided here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from followthrough.application.cards import Cards, Table, reader_of
from followthrough.application.ports import Ledger, Post, Writer
from followthrough.application.retry import until_first
from followthrough.domain.commitment import BY_THE_SHEET, Claim, Commitment, Wake, in_order
from followthrough.domain.copying import replace
from followthrough.domain.cover import stepping_in
from followthrough.domain.customer import PastContact
from followthrough.domain.errors import FateUnknown, NotSent, Refused
from followthrough.domain.guards import writes_to_customer
from followthrough.domain.handing_over import handed_over
from followthrough.domain.opening import whole_minute
from followthrough.domain.words import ASKING_STEPS, Channel, MessageClass, State, Step

SENT = "sent"
ASKED_AGAIN = dt.timedelta(days=1)
"""When the owner hears again of what was to be done and is not, although no customer was told of it."""

UNSURE = "unsure"


@dataclass(frozen=True, kw_only=True)
class Sending:
    """One step of one commitment on its way out, by one invocation."""

    table: Table
    step: Step
    message: str
    """The queue message that woke us."""
    token: str
    now: dt.datetime
    ledger: Ledger
    cards: Cards
    writer: Writer
    post: Post

    def go(self) -> str:
        """Send it and say what became of it.

        Raises Conflict if anything that was read has changed (nothing was sent), NotSent, Refused, Unreachable.
        """
        rendered = self.cards.rendered(self.table, self.step, writer=self.writer, now=self.now)
        mail = replace(rendered, step=self.step, generation=self.table.commitment.generation)
        self._claim()
        try:
            sent_as = self.post.send(mail)
        except FateUnknown as lost:
            return self._fate_unknown(lost)
        except NotSent:
            until_first(self._give_back)
            raise
        except Refused:
            until_first(self._refused)
            raise
        until_first(lambda: self._record(sent_as))
        return SENT

    def by_the_sheet(self) -> str:
        """This morning's sheet has asked for it: no mail says it again, and the contact counts as with any task."""
        asked = followed_through(self.table.commitment, self.step, at=self.now, sent_as=BY_THE_SHEET)
        self._commit(self._in_whose_hands(asked))
        return BY_THE_SHEET

    def _claim(self) -> None:
        """One commit: nobody else's claim, no cancel, no opt-out, no hold, and room in the budget, all as read."""
        claim = Claim(
            step=self.step,
            generation=self.table.commitment.generation,
            token=self.token,
            at=self.now,
            message=self.message,
        )
        self._commit(self.table.commitment.claimed(claim))

    def _commit(self, changed: Commitment) -> None:
        if not self._is_contact:
            self.ledger.commit(changed, unchanged=(*self.table.points, *self._riders))
            return
        contacted = (point.contacted(self._contact) for point in self.table.points)
        self.ledger.commit(changed, *contacted, unchanged=self._riders)

    def _give_back(self) -> None:
        """Surely nothing went out: the claim and the place in the budget are free again."""
        keys = [point.key for point in self.table.points] if self._is_contact else []
        found = self.ledger.read(commitments=[self.table.commitment.id], points=keys)
        latest = found.commitments[self.table.commitment.id]
        if not self._is_mine(latest):
            return
        self.ledger.commit(
            replace(latest, claim=None), *(point.not_contacted(self._contact) for point in found.points.values())
        )

    def _fate_unknown(self, lost: FateUnknown) -> str:
        """At most one letter: an unknown fate ends in `unsure`. A task may come twice: it is asked again."""
        if not writes_to_customer(self.table.commitment, self.step):
            until_first(self._give_back)
            raise NotSent from lost
        return until_first(lambda: self._doubt(because="the answer was lost"))

    def _refused(self) -> None:
        """This mail never goes out: a letter is not tried again, a person is asked to find another way."""
        if writes_to_customer(self.table.commitment, self.step):
            self._doubt(because="refused")
        else:
            self._give_back()

    def _doubt(self, *, because: str) -> str:
        """Nobody knows, unless the mail service has told us before we could ask."""
        latest = self._latest()
        if not self._is_mine(latest):
            return SENT
        self.ledger.commit(latest.now_unsure(self.step, at=self.now, because=because))
        return UNSURE

    def _record(self, sent_as: str) -> None:
        """What was sent is written down, also when the commitment was answered or moved while it went out."""
        latest = self._latest()
        if self._stands_as_claimed(latest):
            sent = followed_through(latest, self.step, at=self.now, sent_as=sent_as)
            self.ledger.commit(self._handed_over(sent) if self.step is Step.HAND_OVER else self._in_whose_hands(sent))
        elif self._is_mine(latest):
            self.ledger.commit(self._in_whose_hands(latest.crossed(self.step, at=self.now)))

    def _handed_over(self, sent: Commitment) -> Commitment:
        return handed_over(sent, to=reader_of(self.table, self.step, now=self.now), at=self.now)

    def _in_whose_hands(self, sent: Commitment) -> Commitment:
        """Who got the task is written down, when that is not the one who has it."""
        if self.step not in ASKING_STEPS or writes_to_customer(self.table.commitment, self.step):
            return sent
        return stepping_in(sent, reader_of(self.table, self.step, now=self.now), at=self.now)

    def _latest(self) -> Commitment:
        return self.ledger.read(commitments=[self.table.commitment.id]).commitments[self.table.commitment.id]

    def _is_mine(self, latest: Commitment) -> bool:
        return latest.claim is not None and latest.claim.token == self.token

    def _stands_as_claimed(self, latest: Commitment) -> bool:
        before = self.table.commitment
        return self._is_mine(latest) and (latest.generation, latest.state) == (before.generation, before.state)

    @property
    def _is_contact(self) -> bool:
        """Whether she hears from us by this: a letter to her, or the task that makes her phone ring."""
        if writes_to_customer(self.table.commitment, self.step):
            return True
        return self.step is Step.REMIND and self.table.commitment.channel is Channel.CALL

    @property
    def _riders(self) -> tuple[Commitment, ...]:
        return tuple(rider.commitment for rider in self.table.riders)

    @property
    def _contact_class(self) -> MessageClass:
        """One call is one contact, and a cheerful one if anything cheerful is said in it."""
        said = (self.table.commitment, *self._riders)
        return next(
            (each.message_class for each in said if each.message_class is not MessageClass.PROMISE),
            said[0].message_class,
        )

    @property
    def _contact(self) -> PastContact:
        return PastContact(
            at=self.now,
            channel=self.table.commitment.channel,
            message_class=self._contact_class,
            follow_up=self.table.commitment.follow_up,
            commitment=self.table.commitment.id,
        )


def _told_to_the_owner(done: Commitment, *, at: dt.datetime) -> Commitment:
    """A promise is broken and stays on the books; what nobody was told of is asked for again until somebody answers."""
    if done.is_promise:
        return done.ended(State.BROKEN, at=at, what="broken", because="nothing was recorded in time")
    again = Wake(step=Step.ESCALATE, at=whole_minute(at + ASKED_AGAIN))
    return replace(done, agenda=in_order((*done.agenda, again)))


def followed_through(commitment: Commitment, step: Step, *, at: dt.datetime, sent_as: str) -> Commitment:
    """What having sent this step makes of the commitment."""
    done = commitment.did(step, at=at, because=sent_as)
    if step is Step.ESCALATE:
        return _told_to_the_owner(done, at=at)
    if step is Step.RECEIPT and done.is_open and done.new_time is not None:
        return done.told(at=at, because="by letter")
    if step is Step.REMIND and commitment.channel is Channel.EMAIL:
        return done.ended(State.KEPT, at=at, what="kept", because="sent")
    return done
