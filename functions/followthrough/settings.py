"""What a function is told by its environment. Read once, in bootstrap; standard library only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from followthrough.domain.errors import FollowthroughError

PREFIX = "FOLLOWTHROUGH_"


class NotConfigured(FollowthroughError):
    """A setting that this function needs is not in its environment."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The names of the things this function works with; secrets by name only.

    Each function is given what it needs and nothing more, so a setting may be absent until it is needed.
    """

    business_id: str | None = None
    table: str | None = None
    inbox_url: str | None = None
    inbox_dead_letters_url: str | None = None
    due_url: str | None = None
    due_arn: str | None = None
    due_dead_letters_url: str | None = None
    deliveries_url: str | None = None
    deliveries_dead_letters_url: str | None = None
    alarm_group: str | None = None
    alarm_role_arn: str | None = None
    alarm_dead_letters_arn: str | None = None
    link_keys: str | None = None
    source_secrets: str | None = None
    base_url: str | None = None
    configuration_set: str | None = None

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Settings:
        """Every `FOLLOWTHROUGH_…` variable that we know."""
        known = {field.name: env.get(PREFIX + field.name.upper()) for field in fields(cls)}
        return cls(**known)

    def need(self, name: str) -> str:
        """The value of this setting. Raises NotConfigured with the variable's name, never with its neighbours."""
        value: str | None = getattr(self, name)
        if not value:
            raise NotConfigured(f"The environment variable {PREFIX}{name.upper()} is missing.")
        return value
