"""The object graph behind the door: every function but the webhook's takes from here what it needs."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import boto3
from botocore.config import Config

from followthrough.adapters.aws.alarms import SchedulerAlarms
from followthrough.adapters.aws.door_figures import DoorFigures
from followthrough.adapters.aws.keys import KeyedHashes, SignedLinks
from followthrough.adapters.aws.ledger import DynamoLedger
from followthrough.adapters.aws.parked import DeadLetters
from followthrough.adapters.aws.queues import DueMessages, Queue
from followthrough.adapters.aws.secrets import SecretMap, SourceSecrets
from followthrough.adapters.business.bundle import Bundle
from followthrough.adapters.business.owners_words import nearest
from followthrough.adapters.business.texts import Texts
from followthrough.adapters.clock import SystemClock
from followthrough.adapters.mails.burst import BurstQuestion
from followthrough.adapters.mails.post import SesPost
from followthrough.adapters.mails.report_writer import ReportWriter
from followthrough.adapters.mails.silence_words import SilenceMail
from followthrough.adapters.mails.writer import LetterWriter
from followthrough.adapters.pages.answer_pages import Pages
from followthrough.adapters.pages.own_door import HttpOwnDoor
from followthrough.adapters.pages.week_page import WeekPage
from followthrough.adapters.publishing.editions import Editions
from followthrough.adapters.publishing.in_force import InForce
from followthrough.adapters.publishing.published import Published
from followthrough.adapters.webhooks.reading import Normaliser
from followthrough.adapters.webhooks.secret_store import SecretStore
from followthrough.adapters.webhooks.sources import SourceSpec
from followthrough.application.answer import Answering
from followthrough.application.brake import Braking
from followthrough.application.cards import Cards
from followthrough.application.carry_out import Tools
from followthrough.application.correct import Correcting
from followthrough.application.day import Saying
from followthrough.application.forget import Forgetting
from followthrough.application.hand_in import Desk
from followthrough.application.listen import Listening
from followthrough.application.note_delivery import Noting
from followthrough.application.publish import Publishing
from followthrough.application.report import Reporting
from followthrough.application.same_person import Judging
from followthrough.application.silence import Watching
from followthrough.application.todays_rules import TodaysRules
from followthrough.application.week import Weeks
from followthrough.bootstrap.figures import namespace
from followthrough.domain.desk import SOURCE as DESK
from followthrough.domain.errors import InvalidBusiness
from followthrough.settings import Settings

PATIENCE = Config(connect_timeout=1, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 3})

ONE_ATTEMPT = Config(connect_timeout=3, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 1})
"""SES has no idempotency token: an SDK that retries a lost answer sends the mail twice."""


@dataclass
class Engine:
    """Ports met by adapters, each made when it is first needed and then kept."""

    settings: Settings
    figures: str | None = None
    """Where this deployment keeps its figures in CloudWatch, where the environment does not say it."""

    @cached_property
    def clock(self) -> SystemClock:
        return SystemClock()

    @cached_property
    def published(self) -> Published:
        """The business as its owner wrote it, whatever the day: who we are, not who is in."""
        return Published(InForce(Bundle.read, editions=self.editions, clock=self.clock))

    @cached_property
    def editions(self) -> Editions:
        """The published versions."""
        return Editions(
            client=self._client("dynamodb"),
            table=self.settings.need("table"),
            business_id=self.settings.need("business_id"),
        )

    @cached_property
    def rulebook(self) -> TodaysRules:
        return TodaysRules(published=self.published, ledger=self.ledger)

    @cached_property
    def ledger(self) -> DynamoLedger:
        return DynamoLedger(
            client=self._client("dynamodb"),
            table=self.settings.need("table"),
            business_id=self.settings.need("business_id"),
        )

    @cached_property
    def hashes(self) -> KeyedHashes:
        return KeyedHashes(self._link_keys)

    @cached_property
    def links(self) -> SignedLinks:
        return SignedLinks(secret=self._link_keys, base_url=self.settings.base_url or "")

    @cached_property
    def cards(self) -> Cards:
        return Cards(ledger=self.ledger, links=self.links)

    # What depends on the published texts is made for each use, so that a new version is heeded within a minute.

    @property
    def writer(self) -> LetterWriter:
        return LetterWriter(texts=self.texts)

    @property
    def texts(self) -> Texts:
        return self.published.bundle.texts

    @property
    def pages(self) -> Pages:
        return Pages(texts=self.texts, titles=self.published.bundle.titles)

    @property
    def week_page(self) -> WeekPage:
        return WeekPage(texts=self.texts)

    @cached_property
    def post(self) -> SesPost:
        return SesPost(
            client=self._client("sesv2", config=ONE_ATTEMPT),
            domain=self.published.current().business.mail.rpartition("@")[2],
            configuration_set=self.settings.configuration_set,
        )

    @cached_property
    def alarms(self) -> SchedulerAlarms:
        return SchedulerAlarms(
            client=self._client("scheduler"),
            business_id=self.settings.need("business_id"),
            group=self.settings.need("alarm_group"),
            role_arn=self.settings.need("alarm_role_arn"),
            due_arn=self.settings.need("due_arn"),
            dead_letters_arn=self.settings.need("alarm_dead_letters_arn"),
        )

    @cached_property
    def inbox(self) -> Queue:
        return self._queue("inbox_url")

    @cached_property
    def deliveries(self) -> Queue:
        return self._queue("deliveries_url")

    @cached_property
    def due(self) -> Queue:
        return self._queue("due_url")

    @cached_property
    def due_messages(self) -> DueMessages:
        return DueMessages(self.due)

    @cached_property
    def inbox_dead_letters(self) -> Queue:
        return self._queue("inbox_dead_letters_url")

    @cached_property
    def due_dead_letters(self) -> Queue:
        return self._queue("due_dead_letters_url")

    @cached_property
    def deliveries_dead_letters(self) -> Queue:
        return self._queue("deliveries_dead_letters_url")

    @cached_property
    def parked(self) -> Mapping[str, DeadLetters]:
        """What was parked of each work queue, by the name of that queue."""
        work = {"inbox": self.inbox, "due": self.due, "deliveries": self.deliveries}
        return {
            name: DeadLetters(
                client=self._client("sqs"), url=self.settings.need(f"{name}_dead_letters_url"), work=queue
            )
            for name, queue in work.items()
        }

    @cached_property
    def secret_store(self) -> SecretStore:
        """The map of source secrets, for whoever may change it."""
        return SecretStore(client=self._client("secretsmanager"), secret_id=self.settings.need("source_secrets"))

    @property
    def normalisers(self) -> Mapping[str, Normaliser]:
        """What reads each source's deliveries, by source id."""
        return self.published.bundle.normalisers

    @property
    def sources(self) -> Mapping[str, SourceSpec]:
        """Who may send us something, by source id. Raises InvalidBusiness."""
        return self.published.bundle.sources

    def source(self, name: str) -> SourceSpec:
        """One of them. Raises InvalidBusiness, with the nearest id that there is."""
        if name in self.sources:
            return self.sources[name]
        hint = nearest(name, self.sources) or f"; the sources are {', '.join(self.sources)}"
        raise InvalidBusiness(f'There is no source "{name}"{hint}.'.replace("?.", "?"))

    @property
    def tools(self) -> Tools:
        """What carrying out needs."""
        return Tools(
            ledger=self.ledger,
            rulebook=self.rulebook,
            writer=self.writer,
            post=self.post,
            cards=self.cards,
            hashes=self.hashes,
            clock=self.clock,
            braking=Braking(ledger=self.ledger, post=self.post, links=self.links, question=BurstQuestion()),
        )

    @cached_property
    def answering(self) -> Answering:
        """What taking an answer needs."""
        return Answering(ledger=self.ledger, rulebook=self.rulebook, cards=self.cards, clock=self.clock)

    @cached_property
    def correcting(self) -> Correcting:
        """What putting right a name or an address needs."""
        return Correcting(ledger=self.ledger, hashes=self.hashes, clock=self.clock)

    @cached_property
    def judging(self) -> Judging:
        """What saying who is the same person needs."""
        return Judging(ledger=self.ledger, clock=self.clock)

    def desk(self, base_url: str) -> Desk:
        """What the front desk needs; its own door stands at this address."""
        return Desk(
            ledger=self.ledger,
            rulebook=self.rulebook,
            hashes=self.hashes,
            clock=self.clock,
            door=self.own_door(base_url),
        )

    def own_door(self, base_url: str) -> HttpOwnDoor:
        """The front door of this deployment, for what people here type."""
        return HttpOwnDoor(
            base_url=base_url,
            spec=self.sources[DESK],
            secrets=SourceSecrets(self._source_secrets),
            clock=self.clock,
        )

    @cached_property
    def noting(self) -> Noting:
        """What noting the fate of mails needs."""
        return Noting(ledger=self.ledger, rulebook=self.rulebook, hashes=self.hashes, clock=self.clock)

    @cached_property
    def weeks(self) -> Weeks:
        """What looking back on a week needs."""
        return Weeks(ledger=self.ledger, rulebook=self.rulebook, cards=self.cards, clock=self.clock)

    @cached_property
    def saying(self) -> Saying:
        """What saying something about today needs."""
        return Saying(ledger=self.ledger, published=self.published, cards=self.cards, clock=self.clock)

    @cached_property
    def publishing(self) -> Publishing:
        """What putting another version of the business in force needs."""
        return Publishing(ledger=self.ledger, clock=self.clock)

    @cached_property
    def forgetting(self) -> Forgetting:
        """What forgetting somebody needs."""
        return Forgetting(ledger=self.ledger, rulebook=self.rulebook, hashes=self.hashes, clock=self.clock)

    @property
    def reporting(self) -> Reporting:
        """What reporting needs."""
        return Reporting(
            ledger=self.ledger,
            rulebook=self.rulebook,
            cards=self.cards,
            reporter=ReportWriter(texts=self.texts),
            post=self.post,
            clock=self.clock,
        )

    @cached_property
    def listening(self) -> Listening:
        """What noting that a source was heard needs, and what this process has noted already."""
        return Listening(ledger=self.ledger, rulebook=self.rulebook)

    @property
    def watching(self) -> Watching:
        """What watching over the sources needs."""
        return Watching(
            ledger=self.ledger,
            rulebook=self.rulebook,
            words=SilenceMail(),
            post=self.post,
            clock=self.clock,
            titles=self.published.bundle.titles,
        )

    @cached_property
    def door_figures(self) -> DoorFigures:
        """What the door has taken in and refused."""
        return DoorFigures(client=self._client("cloudwatch"), namespace=self.figures or namespace())

    @cached_property
    def _link_keys(self) -> SecretMap:
        return SecretMap(
            client=self._client("secretsmanager"), secret_id=self.settings.need("link_keys"), clock=self.clock
        )

    @cached_property
    def _source_secrets(self) -> SecretMap:
        return SecretMap(
            client=self._client("secretsmanager"), secret_id=self.settings.need("source_secrets"), clock=self.clock
        )

    def _queue(self, setting: str) -> Queue:
        return Queue(client=self._client("sqs"), url=self.settings.need(setting))

    def _client(self, service: str, *, config: Config = PATIENCE) -> Any:
        return boto3.client(service, config=config)


def app_from(env: Mapping[str, str]) -> Engine:
    """The engine for this environment."""
    return Engine(Settings.from_env(env))


@cache
def app() -> Engine:
    """The engine of this process."""
    return app_from(os.environ)
