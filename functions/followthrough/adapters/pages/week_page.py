"""The page behind the Monday letter: its figures, one word that it is read, and the switch it speaks of."""

from __future__ import annotations

from dataclasses import dataclass

from followthrough.adapters.business.texts import Texts
from followthrough.adapters.mails.week_words import week_words
from followthrough.adapters.pages.answer_pages import NO_CHOICE, Choice
from followthrough.adapters.templating import rendered
from followthrough.application.ports import Page, Week
from followthrough.application.read_week import Word
from followthrough.domain.facts import WeekRead
from followthrough.domain.telling import Telling

SWITCHES = {
    True: (Word.HAND_OVER_OFF, "OFF", "They stay with whoever has them"),
    False: (Word.HAND_OVER_ON, "ON", "Somebody who stays takes them over"),
}
"""The other position of the switch and what it means, by how it stands."""

HAND_OVER = "Hand over open promises 15 minutes before a shift ends"


@dataclass(frozen=True, kw_only=True)
class WeekPage:
    """Turns a week into a page; a form as served chooses nothing."""

    texts: Texts

    def show(self, week: Week, *, read: WeekRead | None, remark: str = "", status: int = 200) -> Page:
        """The figures, who has read them, and what can be said about them."""
        business = week.rules.business
        return Page(
            status=status,
            html=rendered(
                "page_week.html",
                business=business.name,
                phone=business.phone,
                week=week_words(week, texts=self.texts),
                read=_read(week, read),
                choices=_choices(week, is_read=read is not None),
                remark=remark,
            ),
        )

    def choice_needed(self, week: Week, *, read: WeekRead | None) -> Page:
        """The form came back as it was served, as machines send it."""
        return self.show(week, read=read, remark=f"{NO_CHOICE} Nothing is saved yet.", status=422)


def _read(week: Week, read: WeekRead | None) -> str:
    if read is None:
        return ""
    role = week.rules.business.roles.get(read.by)
    telling = Telling(now=week.now, zone=week.rules.business.zone)
    return f"Read by {role.person if role else read.by} on {telling.moment(read.at)}. Thank you."


def _choices(week: Week, *, is_read: bool) -> list[Choice]:
    word, position, hint = SWITCHES[week.hand_over]
    plain = Choice(value=Word.READ, label="I have read it", hint="And nothing is to change")
    switched = f"{HAND_OVER}: {position}"
    other = Choice(value=word, label=switched if is_read else f"I have read it. {switched}", hint=hint)
    return [other] if is_read else [plain, other]
