"""One mail, once: render, claim, one attempt, record. What an unknown fate means is decided here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from followthrough.application.cards import Cards, Table
from followthrough.application.ports import Ledger, Post, Writer
from followthrough.application.retry import until_first
from followthrough.domain.commitment import Claim, Commitment
from followthrough.domain.customer import PastContact
from followthrough.domain.errors import FateUnknown, NotSent, Refused
from followthrough.domain.guards import writes_to_customer
from followthrough.domain.words import Channel, State, Step

SENT = "sent"
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

    def _claim(self) -> None:
        """One commit: nobody else's claim, no cancel, no opt-out, no hold, and room in the budget, all as read."""
        claim = Claim(
            step=self.step,
            generation=self.table.commitment.generation,
            token=self.token,
            at=self.now,
            message=self.message,
        )
        claimed = self.table.commitment.claimed(claim)
        if not self._is_contact:
            self.ledger.commit(claimed, unchanged=self.table.points)
            return
        self.ledger.commit(claimed, *(point.contacted(self._contact) for point in self.table.points))

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
            self.ledger.commit(followed_through(latest, self.step, at=self.now, sent_as=sent_as))
        elif self._is_mine(latest):
            self.ledger.commit(latest.crossed(self.step, at=self.now))

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
    def _contact(self) -> PastContact:
        return PastContact(
            at=self.now,
            channel=self.table.commitment.channel,
            message_class=self.table.commitment.message_class,
            follow_up=self.table.commitment.follow_up,
            commitment=self.table.commitment.id,
        )


def followed_through(commitment: Commitment, step: Step, *, at: dt.datetime, sent_as: str) -> Commitment:
    """What having sent this step makes of the commitment."""
    done = commitment.did(step, at=at, because=sent_as)
    if step is Step.ESCALATE and done.is_promise:
        return done.ended(State.BROKEN, at=at, what="broken", because="nothing was recorded in time")
    if step is Step.RECEIPT and done.is_open and done.new_time is not None:
        return done.told(at=at, because="by letter")
    if step is Step.REMIND and commitment.channel is Channel.EMAIL:
        return done.ended(State.KEPT, at=at, what="kept", because="sent")
    return done
