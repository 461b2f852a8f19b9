"""Every sample delivery in `events/`, read in the order of the story."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from followthrough.adapters.webhooks import normalise, sources
from followthrough.adapters.webhooks.kinds import KINDS
from followthrough.adapters.webhooks.normalise import CanonicalNormaliser
from followthrough.domain.errors import InvalidBusiness, Malformed
from followthrough.domain.event import Contact, Event, Phone, PhoneQuality, SubjectRef
from followthrough.domain.subject import Subject
from support.deliveries import SOURCES, a_delivery, sample, sample_names

NORMALISERS = {name: normalise.compiled(spec, country="IE") for name, spec in SOURCES.items()}
NOW = dt.datetime(2026, 3, 3, 16, 21, tzinfo=dt.UTC)


def the_story() -> dict[str, tuple[Event, ...]]:
    """The events that each sample makes when all are posted, each at its time, and what was before is remembered."""
    known: dict[str, Subject] = {}
    made: dict[str, tuple[Event, ...]] = {}
    for one in sorted(map(sample, sample_names()), key=lambda one: one.at):
        reading = NORMALISERS[one.source].read(one.taken())
        subject = known.get(str(reading.subject))
        told = reading.events(subject)
        made[one.name] = told.events
        subject = subject or Subject(ref=reading.subject, customer="c")
        for event in told.events:
            subject = subject.took(event)
        known[str(reading.subject)] = replace(subject, status=told.status or subject.status)
    return made


STORY = the_story()

EXPECTED = {
    "repairshopr.repair-received.nora": "repair.received 02 08:40 repairshopr/repair/88120041 Nora number=2041 work=brakes",
    "repairshopr.repair-collected.nora": "repair.collected 03 16:20 repairshopr/repair/88120041 Nora number=2041 work=brakes",
    "repairshopr.repair-received.oisin": "repair.received 04 10:10 repairshopr/repair/88120042 Oisín number=2042 work=gearbox",
    "repairshopr.repair-quoted.oisin": "repair.quoted 04 14:30 repairshopr/repair/88120042 Oisín EUR 61000 number=2042 work=gearbox",
    "repairshopr.repair-completed.oisin": "repair.completed 12 11:30 repairshopr/repair/88120042 Oisín EUR 61000 number=2042 work=gearbox",
    "repairshopr.repair-collected.oisin": "repair.collected 12 17:10 repairshopr/repair/88120042 Oisín number=2042 work=gearbox",
    "repairshopr.repair-collected.ruth": "repair.collected 10 17:05 repairshopr/repair/88120043 Ruth number=2043 work=sliding door",
    "shopify.order-placed.idris": "order.placed 02 11:05 shopify/order/9007199254740993 Idris EUR 14900 number=#1007 product=Bike carrier",
    "shopify.order-placed.guest": "order.placed 03 09:02 shopify/order/9007199254741107 - EUR 2450 number=#1008 product=Wiper blades",
    "shopify.order-placed.ruth": "order.placed 05 13:20 shopify/order/9007199254741221 Ruth EUR 11900 number=#1009 product=Roof bars",
    "shopify.order-updated.ruth": "",
    "shopify.order-shipped.idris": "order.shipped 04 16:05 shopify/order/9007199254740993 - product=Bike carrier",
    "shopify.order-shipped.guest": "order.shipped 05 09:40 shopify/order/9007199254741107 - product=Wiper blades",
    "shopify.order-shipped.ruth": "order.shipped 06 15:10 shopify/order/9007199254741221 Bram(recipient) product=Roof bars",
    "shopify.order-delivered.ruth": "order.delivered 11 17:07 shopify/order/9007199254741221 -",
    "shopify.order-in-transit.idris": "",
    "shopify.order-delivered.guest": "order.delivered 10 11:40 shopify/order/9007199254741107 - product=Wiper blades",
    "shopify.order-delivered.idris": "order.delivered 12 13:40 shopify/order/9007199254740993 - product=Bike carrier",
    "shopify.order-refunded.guest": "order.refunded 12 09:15 shopify/order/9007199254741107 -",
    "shopify.order-cancelled.bram": "order.cancelled 13 10:00 shopify/order/9007199254741335 Bram EUR 8990 number=#1010 product=Dash camera + 1 more reason=customer",
    "shopify.order-paid.bram": "order.paid 16 18:22 shopify/order/9007199254741449 Bram EUR 6400 number=#1011 product=Jump starter",
    "shopify.order-ready-for-collection.bram": "order.ready_for_collection 18 09:15 shopify/order/9007199254741449 -",
    "shopify.order-collected.bram": "order.collected 20 10:05 shopify/order/9007199254741449 -",
    "shopify.complaint-opened.guest": "complaint.opened 16 07:30 shopify/complaint/285332461850802117 - EUR 2450 about=a payment that she disputes reason=product_not_received",
    "shopify.complaint-resolved.guest": "complaint.resolved 27 08:00 shopify/complaint/285332461850802117 - EUR 2450 about=a payment that she disputes reason=product_not_received",
    "shopify.order-return-asked.ruth": "order.return_asked 27 10:12 shopify/order/9007199254741221 - reason=size_too_small",
    "shopify.order-returned.ruth": "order.returned 30 14:40 shopify/order/9007199254741221 -",
    "shopify.contact-updated.idris": "contact.updated 23 12:05 shopify/contact/7300452210003 Idris",
    "shopify.contact-consent-changed.idris": "contact.consent_changed 24 19:33 shopify/contact/7300452210003 - asked=yes",
    "shopify.contact-export-asked.ruth": "contact.export_asked 30 09:20 shopify/contact/99120017 -",
    "shopify.contact-erasure-asked.bram": "contact.erasure_asked 31 09:30 shopify/contact/7300452210005 -",
    "shopify.contact-source-erasure-asked.shop": "contact.source_erasure_asked 31 17:00 shopify/contact/548380117 -",
    "woocommerce.order-pending.hanne": "",
    "woocommerce.order-placed.hanne": "order.placed 16 11:08 woocommerce/order/727 Hanne EUR 3835 number=727 product=Oil filter + 1 more; order.paid 16 11:08 woocommerce/order/727 Hanne EUR 3835 number=727 product=Oil filter + 1 more",
    "woocommerce.order-delivered.hanne": "order.delivered 18 15:30 woocommerce/order/727 Hanne EUR 3835 number=727 product=Oil filter + 1 more",
    "woocommerce.order-refunded.hanne": "order.refunded 23 09:41 woocommerce/order/727 Hanne EUR 990 number=727 product=Oil filter + 1 more",
    "woocommerce.order-placed.oisin": "order.placed 19 20:15 woocommerce/order/731 Oisín EUR 2900 number=731 product=Workshop manual",
    "woocommerce.order-cancelled.oisin": "order.cancelled 20 08:20 woocommerce/order/731 Oisín EUR 2900 number=731 product=Workshop manual",
    "woocommerce.order-deleted.oisin": "",
    "woocommerce.contact-updated.hanne": "contact.updated 24 10:10 woocommerce/contact/25 Hanne",
    "desk.promise-made-to-colleague.senan": "promise.made_to_colleague 09 09:05 desk/promise/4b7d91e0c2a5 - owner=mechanic to=workshop",
    "desk.promise-made.hanne": "promise.made 11 17:08 desk/promise/81f0a2c4d6e8 Hanne owner=counter",
    "desk.repair-collected.ada": "repair.collected 25 15:40 desk/repair/5d0c1a7be392-260325 Ada number=12-D-3456 work=tyres",
    "shopify.order-placed.idris-again": "order.placed 24 19:31 shopify/order/9007199254742771 Idris EUR 3850 number=#1014 product=Strap set",
    "shopify.order-shipped.idris-again": "order.shipped 25 15:40 shopify/order/9007199254742771 Idris(recipient) product=Strap set",
    "repairshopr.repair-collected.tess": "repair.collected 23 11:15 repairshopr/repair/88120051 Tess number=2051 work=timing belt",
    "canonical.inquiry-received.bram": "inquiry.received 26 11:40 web/inquiry/web-331 Bram about=a roof tent",
    "zendesk.complaint-opened.idris": "complaint.opened 18 14:10 zendesk/complaint/5512 Idris about=A strap is missing number=5512",
    "canonical.inquiry-received.hanne": "inquiry.received 11 09:20 web/inquiry/web-318 Hanne about=a tow bar",
    "canonical.complaint-opened.idris": "complaint.opened 18 14:10 helpdesk/complaint/5512 Idris about=the bike carrier number=5512",
    "canonical.complaint-resolved.idris": "complaint.resolved 23 10:20 helpdesk/complaint/5512 -",
    "canonical.order-placed.ada": "order.placed 02 12:00 canonical/order/A-204 Ada EUR 6400 number=A-204 product=Child seat",
    "canonical.order-cancelled.ada": "order.cancelled 02 16:00 canonical/order/A-204 - reason=customer",
    "canonical.order-delivered.ada": "order.delivered 04 15:00 canonical/order/A-204 -",
    "canonical.order-returned.ada": "order.returned 05 09:00 canonical/order/A-204 -",
    "canonical.order-refunded.ada": "order.refunded 05 09:30 canonical/order/A-204 - EUR 6400",
    "canonical.repair-received.tess": "repair.received 02 09:15 canonical/repair/T-77 Tess number=T-77 work=clutch",
    "canonical.repair-quoted.tess": "repair.quoted 02 13:00 canonical/repair/T-77 - EUR 48000",
    "canonical.repair-approved.tess": "repair.approved 02 14:00 canonical/repair/T-77 -",
    "canonical.repair-cancelled.tess": "repair.cancelled 02 15:30 canonical/repair/T-77 -",
    "canonical.repair-completed.tess": "repair.completed 04 11:00 canonical/repair/T-77 -",
    "canonical.repair-collected.tess": "repair.collected 04 16:45 canonical/repair/T-77 Tess asked=yes",
    "canonical.repair-reopened.tess": "repair.reopened 06 10:00 canonical/repair/T-77 -",
    "canonical.complaint-rated.hanne": "complaint.rated 23 09:00 canonical/complaint/K-31 Hanne rating=good",
    "canonical.complaint-remedied.hanne": "complaint.remedied 19 11:30 canonical/complaint/K-31 Hanne",
    "canonical.complaint-remedy-agreed.hanne": "complaint.remedy_agreed 17 11:00 canonical/complaint/K-31 Hanne remedy=fit the other one",
    "canonical.complaint-reopened.hanne": "complaint.reopened 25 08:30 canonical/complaint/K-31 Hanne",
    "canonical.complaint-updated.hanne": "complaint.updated 17 10:00 canonical/complaint/K-31 Hanne",
    "canonical.contact-consent-changed.tess": "contact.consent_changed 24 09:10 canonical/contact/crm-2201 Tess asked=yes",
    "canonical.contact-erasure-asked.tess": "contact.erasure_asked 31 11:00 canonical/contact/crm-2201 Tess",
    "canonical.contact-export-asked.tess": "contact.export_asked 30 11:00 canonical/contact/crm-2201 Tess",
    "canonical.contact-source-erasure-asked.system": "contact.source_erasure_asked 31 18:00 canonical/contact/old-till -",
    "canonical.contact-updated.tess": "contact.updated 24 09:00 canonical/contact/crm-2201 Tess",
    "canonical.inquiry-offered.bram": "inquiry.offered 26 15:00 canonical/inquiry/web-340 Bram EUR 89000 about=a roof tent",
    "canonical.inquiry-settled.bram": "inquiry.settled 30 10:00 canonical/inquiry/web-340 Bram about=a roof tent",
    "canonical.order-cancellation-asked.ruth": "order.cancellation_asked 11 18:00 canonical/order/A-232 Ruth product=Tool box",
    "canonical.order-collected.hanne": "order.collected 12 17:05 canonical/order/A-231 Hanne product=Battery",
    "canonical.order-delayed.bram": "order.delayed 10 09:30 canonical/order/A-230 Bram product=Mudflaps",
    "canonical.order-paid.bram": "order.paid 09 12:00 canonical/order/A-230 Bram EUR 3100 product=Mudflaps",
    "canonical.order-ready-for-collection.hanne": "order.ready_for_collection 10 10:00 canonical/order/A-231 Hanne product=Battery",
    "canonical.order-return-asked.hanne": "order.return_asked 13 09:00 canonical/order/A-231 Hanne reason=wrong size",
    "canonical.order-shipped.bram": "order.shipped 13 15:00 canonical/order/A-230 Bram product=Mudflaps",
    "canonical.order-updated.bram": "order.updated 09 12:30 canonical/order/A-230 Bram EUR 6200 product=Mudflaps + 1 more",
    "canonical.promise-made-to-colleague.ruth": "promise.made_to_colleague 17 09:30 canonical/promise/P-52 - owner=counter to=workshop",
    "canonical.promise-made.ruth": "promise.made 17 09:20 canonical/promise/P-51 Ruth how=email owner=counter",
    "canonical.promise-withdrawn.ruth": "promise.withdrawn 17 14:00 canonical/promise/P-51 -",
    "canonical.repair-declined.tess": "repair.declined 16 12:00 canonical/repair/T-80 Tess work=air conditioning",
    "cloudevents.order-delivered.ada": "order.delivered 16 15:00 canonical/order/A-211 Ada number=A-211 product=Child seat",
    "cloudevents.repair-collected.nora": "repair.collected 17 16:20 canonical/repair/T-91 Nora number=T-91 work=brakes",
    "cloudevents.stock-counted.iris": "",
    "generic.complaint-opened.idris": "complaint.opened 19 09:12 generic/complaint/C-12 Idris Vale about=the strap set number=C-12",
    "generic.complaint-reopened.idris": "complaint.reopened 24 08:20 generic/complaint/C-12 Idris Vale number=C-12",
    "generic.complaint-resolved.idris": "complaint.resolved 20 15:00 generic/complaint/C-12 Idris Vale number=C-12",
    "generic.complaint-updated.idris": "complaint.updated 19 09:40 generic/complaint/C-12 Idris Vale number=C-12",
    "generic.contact-consent-changed.ada": "contact.consent_changed 24 11:00 generic/contact/cust-17 Ada Holm asked=no",
    "generic.contact-updated.ada": "contact.updated 23 11:00 generic/contact/cust-17 Ada Holm",
    "generic.inquiry-offered.tess": "inquiry.offered 19 15:10 generic/inquiry/form-88 Tess Arden EUR 48000 about=winter tyres number=form-88",
    "generic.inquiry-received.tess": "inquiry.received 19 13:30 generic/inquiry/form-88 Tess Arden about=winter tyres number=form-88",
    "generic.inquiry-settled.tess": "inquiry.settled 23 10:00 generic/inquiry/form-88 Tess Arden about=winter tyres number=form-88",
    "generic.order-cancellation-asked.bram": "order.cancellation_asked 11 08:30 generic/order/W-502 Bram Teague number=W-502 product=tow rope",
    "generic.order-cancelled.bram": "order.cancelled 11 09:15 generic/order/W-502 Bram Teague number=W-502 reason=too late",
    "generic.order-collected.guest": "order.collected 13 11:45 generic/order/W-503 - number=W-503 product=wheel brace",
    "generic.order-delayed.bram": "order.delayed 10 09:00 generic/order/W-502 Bram Teague number=W-502 product=tow rope",
    "generic.order-delivered.ada": "order.delivered 12 11:00 generic/order/W-501 Ada Holm number=W-501 product=seat covers",
    "generic.order-paid.ada": "order.paid 09 10:06 generic/order/W-501 Ada Holm EUR 4200 number=W-501",
    "generic.order-placed.ada": "order.placed 09 10:05 generic/order/W-501 Ada Holm EUR 4200 number=W-501 product=seat covers",
    "generic.order-ready-for-collection.guest": "order.ready_for_collection 12 09:30 generic/order/W-503 - number=W-503 product=wheel brace",
    "generic.order-refunded.ada": "order.refunded 16 10:40 generic/order/W-501 Ada Holm EUR 4200 number=W-501",
    "generic.order-return-asked.ada": "order.return_asked 13 09:10 generic/order/W-501 Ada Holm number=W-501 reason=does not fit",
    "generic.order-returned.ada": "order.returned 16 10:20 generic/order/W-501 Ada Holm number=W-501 product=seat covers",
    "generic.order-shipped.ada": "order.shipped 10 15:30 generic/order/W-501 Ada Holm number=W-501 product=seat covers",
    "generic.repair-approved.nora": "repair.approved 16 12:10 generic/repair/2061 Nora number=2061 work=wipers",
    "generic.repair-cancelled.hanne": "repair.cancelled 17 10:30 generic/repair/2062 Hanne Brook number=2062 work=exhaust",
    "generic.repair-collected.nora": "repair.collected 18 16:40 generic/repair/2061 Nora asked=yes number=2061 work=wipers",
    "generic.repair-completed.nora": "repair.completed 18 14:20 generic/repair/2061 Nora EUR 8500 number=2061 work=wipers",
    "generic.repair-declined.hanne": "repair.declined 17 10:00 generic/repair/2062 Hanne Brook number=2062 work=exhaust",
    "generic.repair-quoted.nora": "repair.quoted 16 11:00 generic/repair/2061 Nora EUR 8500 number=2061 work=wipers",
    "generic.repair-received.nora": "repair.received 16 08:35 generic/repair/2061 Nora number=2061 work=wipers",
    "generic.repair-reopened.nora": "repair.reopened 20 08:50 generic/repair/2061 Nora number=2061 work=wipers",
    "generic.stock-counted.iris": "",
    "repairshopr.comment-added.bram": "",
    "repairshopr.contact-updated.tess": "contact.updated 27 09:20 repairshopr/contact/70118 Tess",
    "repairshopr.repair-approved.bram": "repair.approved 17 15:00 repairshopr/repair/88120061 -; repair.quoted 17 15:00 repairshopr/repair/88120061 - EUR 31000",
    "repairshopr.repair-cancelled.hanne": "repair.cancelled 19 09:30 repairshopr/repair/88120063 Hanne number=2063 work=tow bar",
    "repairshopr.repair-declined.ada": "repair.declined 18 12:00 repairshopr/repair/88120062 Ada number=2062 work=air conditioning",
    "repairshopr.repair-reopened.tess": "repair.reopened 27 09:15 repairshopr/repair/88120051 Tess number=2051 work=timing belt",
    "square.complaint-opened.ruth": "complaint.opened 26 09:00 square/complaint/DPCORNCRAKE01 - EUR 9900 about=a card payment: the goods are not what she expected",
    "square.complaint-resolved.ruth": "complaint.resolved 27 14:00 square/complaint/DPCORNCRAKE01 - EUR 9900 about=a card payment: the goods are not what she expected",
    "square.contact-consent-changed.tess": "contact.updated 17 09:00 square/contact/CORNCRAKECUSTTESS Tess; contact.consent_changed 17 09:00 square/contact/CORNCRAKECUSTTESS Tess asked=no",
    "square.contact-updated.tess": "contact.updated 16 09:00 square/contact/CORNCRAKECUSTTESS Tess",
    "square.order-cancelled.guest": "order.cancelled 24 18:30 square/order/CORNCRAKEORDER02 -",
    "square.order-collected.ruth": "order.collected 19 17:40 square/order/CORNCRAKEORDERRUTH01 -",
    "square.order-paid.ruth": "order.paid 16 12:11 square/order/CORNCRAKEORDERRUTH01 Ruth EUR 11900 number=C11P",
    "square.order-placed.ruth": "order.placed 16 12:10 square/order/CORNCRAKEORDERRUTH01 -",
    "square.order-ready-for-collection.ruth": "order.ready_for_collection 18 15:20 square/order/CORNCRAKEORDERRUTH01 -",
    "square.order-refunded.ruth": "order.refunded 20 10:05 square/order/CORNCRAKERETURN01 - EUR 2000",
    "square.order-returned.ruth": "order.paid 16 12:11 square/order/CORNCRAKEORDERRUTH01 Ruth EUR 11900 number=C11P; order.returned 20 10:06 square/order/CORNCRAKEORDERRUTH01 Ruth EUR 11900 number=C11P",
    "square.order-updated.ruth": "",
    "stripe.checkout-expired.guest": "",
    "stripe.complaint-opened.bram": "complaint.opened 24 08:15 stripe/complaint/du_1RG7CorncrakeBram01 - EUR 6990 about=a card payment: the goods are not what she expected",
    "stripe.complaint-resolved.bram": "complaint.resolved 30 15:00 stripe/complaint/du_1RG7CorncrakeBram01 - EUR 6990 about=a card payment: the goods are not what she expected",
    "stripe.contact-updated.hanne": "contact.updated 16 13:12 stripe/contact/cus_SCorncrakeHanne Hanne Brook",
    "stripe.inquiry-offered.hanne": "inquiry.offered 16 13:10 stripe/inquiry/qt_1RG7CorncrakeHanne1 - EUR 31000 number=QT-0318-1",
    "stripe.inquiry-settled.hanne": "inquiry.settled 20 16:45 stripe/inquiry/qt_1RG7CorncrakeHanne1 - EUR 31000 number=QT-0318-1",
    "stripe.order-cancelled.ada": "order.cancelled 16 10:20 stripe/order/pi_3RG7CorncrakeAda01 - EUR 6400 number=P-121 reason=requested_by_customer",
    "stripe.order-paid.bram": "order.paid 13 09:51 stripe/order/pi_3RG7CorncrakeBram01 - EUR 8990",
    "stripe.order-placed.bram": "order.placed 13 09:50 stripe/order/pi_3RG7CorncrakeBram01 Bram Teague EUR 8990 number=P-118; order.paid 13 09:50 stripe/order/pi_3RG7CorncrakeBram01 Bram Teague EUR 8990 number=P-118",
    "stripe.order-refunded.bram": "order.refunded 19 11:05 stripe/order/pi_3RG7CorncrakeBram01 Bram Teague EUR 2000",
    "zendesk.comment-of-a-colleague.ada": "",
    "zendesk.complaint-opened.ada": "complaint.opened 19 10:30 zendesk/complaint/5530 - about=One tyre is old number=5530",
    "zendesk.complaint-rated.ada": "complaint.rated 27 17:00 zendesk/complaint/5530 Ada about=One tyre is old number=5530 rating=Good, I'm satisfied",
    "zendesk.complaint-reopened.ada": "complaint.reopened 24 09:10 zendesk/complaint/5530 - about=One tyre is old number=5530",
    "zendesk.complaint-resolved.ada": "complaint.resolved 20 16:00 zendesk/complaint/5530 - about=One tyre is old number=5530",
    "zendesk.complaint-updated.ada": "complaint.updated 19 12:15 zendesk/complaint/5530 Ada Holm about=One tyre is old number=5530",
    "zendesk.contact-updated.ada": "contact.updated 19 10:29 zendesk/contact/90033 -",
    "chatwoot.complaint-opened.ruth": "complaint.opened 20 10:15 chatwoot/complaint/418 Ruth Penhale number=418",
    "erpnext.order-placed.nora": "order.placed 20 09:28 erpnext/order/SAL-ORD-2026-00041 Nora Quill EUR 6400 number=SAL-ORD-2026-00041",
    "helpscout.complaint-opened.hanne": "complaint.opened 20 13:30 helpscout/complaint/2310455 Hanne about=The plug of the tow bar number=5104",
    "intercom.complaint-opened.tess": "complaint.opened 20 15:05 intercom/complaint/195208945000118 Tess Arden number=195208945000118",
    "zammad.complaint-opened.idris": "complaint.opened 20 11:00 zammad/complaint/312 Idris about=The carrier rattles number=24031",
    "zendesk.question-asked.bram": "",
}


def in_a_line(event: Event) -> str:
    contact = event.contact
    parts = [
        event.kind,
        f"{event.occurred_at:%d %H:%M}",
        str(event.subject),
        f"{contact.given_name or '-'}{'(recipient)' if contact.is_recipient else ''}",
        f"{event.total.currency} {event.total.minor}" if event.total else "",
        f"asked={event.asked}" if event.asked != "unknown" else "",
        *(f"{name}={value}" for name, value in event.details),
    ]
    return " ".join(part for part in parts if part)


def test_every_sample_has_its_line_here():
    assert set(STORY) == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_makes_the_event_of_its_name(name):
    assert "; ".join(map(in_a_line, STORY[name])) == EXPECTED[name]


def test_no_sample_is_about_a_real_event_of_a_trial():
    assert not any(event.test for events in STORY.values() for event in events)


def test_the_guest_has_no_name_and_a_number_to_look_at_twice():
    contact = STORY["shopify.order-placed.guest"][0].contact

    assert contact == Contact(
        email="kiosk4@harbourlibrary.example",
        phone=Phone(raw="555-555-SHIP", quality=PhoneQuality.DOUBTFUL),
        language="en",
        country="IE",
    )


def test_a_delivered_order_still_knows_the_buyers_address():
    contact = STORY["shopify.order-delivered.idris"][0].contact

    assert contact == Contact(email="idris.vale@postbag.example")


def test_the_complaint_is_about_the_order_in_the_shop():
    complaint = STORY["canonical.complaint-opened.idris"][0]

    assert complaint.parent == STORY["shopify.order-placed.idris"][0].subject
    assert complaint.note == "There are three straps in the box, not four.\nWe leave on Saturday."


def test_one_person_has_one_address_and_one_number_in_every_system():
    shop = STORY["shopify.order-placed.idris"][0].contact
    desk = STORY["canonical.complaint-opened.idris"][0].contact

    assert (shop.email, shop.phone) == (desk.email, desk.phone)


def test_the_samples_speak_only_of_kinds_that_there_are():
    assert {event.kind for events in STORY.values() for event in events} <= KINDS


@pytest.mark.parametrize("name", sample_names())
def test_a_sample_twice_is_the_same_delivery(name):
    assert sample(name).taken().key == sample(name).taken().key


def test_a_verified_delivery_that_is_no_event_is_malformed():
    with pytest.raises(Malformed, match="kind: Field required"):
        NORMALISERS["canonical"].read(a_delivery("canonical", {"schema_version": 1}, at=NOW))


TOLD = {
    "schema_version": 1,
    "kind": "repair.collected",
    "occurred_at": "2026-03-03T16:20:00Z",
    "subject": {"type": "repair", "id": "T-77"},
}


def test_an_event_on_the_bus_is_read_like_one_that_was_posted():
    reading = CanonicalNormaliser(country="IE").told(TOLD, received_at=NOW, key="bus:1")

    assert reading.subject == SubjectRef(source="canonical", type="repair", id="T-77")
    assert [event.kind for event in reading.events(None).events] == ["repair.collected"]
    assert reading.delivery_key == "bus:1"


def test_an_event_with_an_id_is_the_same_by_whichever_way_it_comes():
    told = {**TOLD, "event_id": "evt-9"}

    posted = NORMALISERS["canonical"].read(a_delivery("canonical", told, headers={"webhook-id": "m-1"}, at=NOW))
    on_the_bus = CanonicalNormaliser(country="IE").told(told, received_at=NOW, key="bus:1")

    assert posted.delivery_key == on_the_bus.delivery_key == "canonical:evt-9"


def test_an_event_from_the_future_happened_when_we_heard_of_it():
    told = {**TOLD, "occurred_at": "2027-01-01T00:00:00Z"}

    reading = CanonicalNormaliser(country="IE").told(told, received_at=NOW, key="bus:1")

    assert reading.events(None).events[0].occurred_at == NOW


def test_a_source_that_speaks_our_language_needs_no_map():
    spec = sources.parse(
        'id = "x"\nformat = "canonical"\nat = "body.at"\n[verify]\nscheme = "url_secret"', file="x.toml"
    )

    with pytest.raises(InvalidBusiness, match=r"x\.toml: at: there is no such key here; the keys are format\."):
        normalise.compiled(spec, country="IE")


def test_a_format_that_we_do_not_speak_is_refused():
    spec = sources.parse('id = "x"\nformat = "xml"\n[verify]\nscheme = "url_secret"', file="x.toml")

    with pytest.raises(InvalidBusiness, match=r'x\.toml: format: "xml" is not one of canonical\.'):
        normalise.compiled(spec, country="IE")
