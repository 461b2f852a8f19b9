"""One version of a business: its rules, texts and sources, each read when it is first needed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from followthrough.adapters.business.business_folder import rules_of
from followthrough.adapters.business.texts import Texts
from followthrough.adapters.files import Files
from followthrough.adapters.webhooks.normalise import compiled
from followthrough.adapters.webhooks.reading import Normaliser
from followthrough.adapters.webhooks.sources import SourceSpec, sources_of
from followthrough.application.ports import Rules


class Bundle:
    """One version of a business, each part compiled when it is first needed and then kept."""

    def __init__(self, files: Files) -> None:
        self.files = files

    @classmethod
    def read(cls, files: Files) -> Bundle:
        """A version whose rules are read at once, so that one that cannot be read takes no other's place.

        Raises InvalidBusiness.
        """
        bundle = cls(files)
        _ = bundle.rules
        return bundle

    @cached_property
    def rules(self) -> Rules:
        return rules_of(self.files)

    @cached_property
    def texts(self) -> Texts:
        return Texts.of(self.files)

    @cached_property
    def sources(self) -> Mapping[str, SourceSpec]:
        return sources_of(self.files)

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """What people call each source."""
        return {name: spec.title for name, spec in self.sources.items()}

    @cached_property
    def normalisers(self) -> Mapping[str, Normaliser]:
        """What reads each source's deliveries, by source id."""
        country = self.rules.business.country
        return {name: compiled(spec, country=country) for name, spec in self.sources.items()}
