from __future__ import annotations

import pytest

from followthrough.adapters.checking.manners_words import remarks_on, unkind

PRESSING = [
    "Act now and save.",
    "This is your last chance.",
    "Only today: free wipers.",
    "URGENT: your car",
    "Urgent news of your car.",
    "Please hurry up.",
    "While stocks last.",
    "Don't miss it.",
    "The offer expires soon.",
    "Ihre letzte Chance.",
    "Nur noch heute.",
    "Jetzt handeln, bitte.",
    "Dringende Nachricht",
]
LOUD = ["Your car is ready!!", "Your car is ready!!!", "Really?!", "Wow! ?"]
SHOUTED = ["Your car is READY.", "PLEASE NOTE: we are closed.", "Ihr Auto ist FERTIG."]
MARKING = [
    "How satisfied are you with us?",
    "How likely are you to recommend us?",
    "Please rate us.",
    "Please give us 5 stars.",
    "★★★★★",
    "On a scale from bad to good, please.",
    "From 1 to 10, please.",
    "Please leave us a review.",
    "Our customer survey",
    "Wie zufrieden sind Sie?",
    "Bewerten Sie uns bitte.",
    "Bitte fünf Sterne.",
]
GUESSED = [
    "Dear Mr {{ name }},",
    "Dear Mrs. Quill,",
    "Dear Sir or Madam,",
    "Dear Customer,",
    "Good morning Ms {{ name }}",
    "Sehr geehrte Frau {{ name }},",
    "Sehr geehrter Herr Vale,",
    "Sehr geehrte Damen und Herren,",
]
SHUT = [
    "Please do not reply to this mail.",
    "From noreply@corncrake.example",
    "Bitte nicht auf diese E-Mail antworten.",
]


def calls_it(line: str, **how: bool) -> list[str]:
    return [remark.wrong.rpartition("” ")[2] for remark in remarks_on(line, **how)]


@pytest.mark.parametrize(
    ("lines", "wrong"),
    [
        (PRESSING, "hurries her"),
        (LOUD, "is loud"),
        (SHOUTED, "shouts"),
        (MARKING, "asks for marks"),
        (GUESSED, "guesses who she is"),
        (SHUT, "shuts the door"),
    ],
)
def test_words_without_manners_are_found_each_by_its_own_rule(lines, wrong):
    assert [] == [line for line in lines if wrong not in calls_it(line)]


@pytest.mark.parametrize(
    "line",
    [
        "Your car is ready. The bill is {{ amount }}, as agreed.",
        "Thank you! We are glad of it.",
        "The BMW of the NCT in the EU, IBAN IE29.",
        "{{ URGENT_LOOKING_NAME }}{% if TODAY %}{% endif %}",
        "Guten Morgen, am Morgen sind wir da.",
        "We wished for a starry night, and did not rate it.",
        "Do not miss the turning; Misses Bay is on the left.",
        "It is 1 mile from 10 Harbour Road.",
        "Does everything fit, and do what you bought it for?",
    ],
)
def test_words_with_manners_are_left_alone(line):
    assert [] == list(remarks_on(line))


def test_only_who_has_said_yes_to_advertising_is_asked_for_marks():
    assert [] == calls_it("How satisfied are you?", sells=True)


def test_a_remark_says_what_to_write_instead():
    (remark,) = remarks_on("Act now.")

    assert "“Act now” hurries her; say by when it is, and what happens otherwise" == str(remark)


@pytest.mark.parametrize(("speaking", "count"), [("en", 2), ("de", 2), ("fr", 0)])
def test_please_and_thank_you_are_asked_for_where_we_know_how_to_say_them(speaking, count):
    assert count == len(list(unkind("Your car is ready.", speaking=speaking)))
    assert [] == list(unkind("Please, thank you; bitte, danke.", speaking=speaking))
