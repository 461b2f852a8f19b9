"""The workbench for people: what time it is, what is owed to whom, what went out, and what to try next.

Plain pages without a script: every button is a form, every view has an address.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import unquote

from werkzeug.routing import Rule
from werkzeug.wrappers import Request, Response

from console.why.account import account_of
from console.why.happened import Told
from followthrough.domain.words import Channel
from workbench.bench import Bench
from workbench.engine.faults import Kind
from workbench.page import actions
from workbench.page.actions import Refused
from workbench.page.customer import thread_of
from workbench.page.inbox import by_day, opened
from workbench.page.people import colleagues
from workbench.page.promises import shelves
from workbench.page.quiet import quiet_shelves
from workbench.page.senders import senders, shown
from workbench.page.shell import Visit, document, rules
from workbench.page.wording import KINDS
from workbench.story import samples

FAULTS: Mapping[Kind, str] = {
    Kind.UNREACHABLE: "not reached: surely nothing happened",
    Kind.THROTTLED: "throttled: refused for now",
    Kind.ANSWER_LOST: "done, but the answer is lost",
    Kind.CRASH_BEFORE: "our process dies just before it",
    Kind.CRASH_AFTER: "done, then our process dies",
}
CALLS = (
    "sesv2.SendEmail",
    "dynamodb.TransactWriteItems",
    "dynamodb.PutItem",
    "dynamodb.BatchGetItem",
    "dynamodb.Query",
    "scheduler.CreateSchedule",
    "scheduler.DeleteSchedule",
    "sqs.SendMessage",
    "secretsmanager.GetSecretValue",
)
"""Calls that the functions make; any other name that boto3 knows will do as well."""


def routes() -> list[Rule]:
    """Every address of the page, for the server to mount before its own."""
    return [
        Rule("/", methods=["GET"], endpoint="inbox"),
        Rule("/<any(task, letter, report):kind>s", methods=["GET"], endpoint="inbox"),
        Rule("/inbox/<mail_id>", methods=["GET"], endpoint="mail"),
        Rule("/promises", methods=["GET"], endpoint="promises"),
        Rule("/why/<commitment>", methods=["GET"], endpoint="why"),
        Rule("/quiet", methods=["GET"], endpoint="quiet"),
        Rule("/people", methods=["GET"], endpoint="people"),
        Rule("/customer/<who>", methods=["GET"], endpoint="customer"),
        Rule("/samples", methods=["GET"], endpoint="samples"),
        Rule("/samples/<source>", methods=["GET"], endpoint="samples"),
        Rule("/machine", methods=["GET"], endpoint="machine"),
        Rule("/samples", methods=["POST"], endpoint="send_sample"),
        Rule("/machine", methods=["POST"], endpoint="add_fault"),
        Rule("/clock", methods=["POST"], endpoint="move_clock"),
        Rule("/reset", methods=["POST"], endpoint="reset"),
    ]


def serve(endpoint: str, bench: Bench, request: Request, **arguments: str) -> Response:
    """The answer to a request that one of `routes()` has matched."""
    visit = Visit(bench, request)
    if _comes_from_elsewhere(request):
        return _missing(visit, "Another website tried to press a button here. Nothing was done.", status=403)
    try:
        return _VIEWS[endpoint](visit, **arguments)
    except Refused as error:
        return _missing(visit, str(error), status=400)


def _comes_from_elsewhere(request: Request) -> bool:
    """A form on somebody else's website that posts to this machine (W3C Fetch Metadata, `Sec-Fetch-Site`)."""
    return request.method == "POST" and request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}


def _inbox(visit: Visit, kind: str = "") -> Response:
    chosen = [each for each in visit.envelopes if kind in ("", each.kind)]
    return document("inbox.html", visit, days=by_day(chosen), kind=kind, kinds=KINDS)


def _mail(visit: Visit, mail_id: str) -> Response:
    try:
        shown = opened(mail_id, mails=visit.mails, ordered=visit.envelopes, owed=visit.promises)
    except KeyError:
        return _missing(visit, "There is no such mail. A reset may have taken it away.")
    return document("mail.html", visit, shown=shown)


def _promises(visit: Visit) -> Response:
    return document("promises.html", visit, shelves=shelves(visit.promises))


def _customer(visit: Visit, who: str) -> Response:
    try:
        thread = thread_of(
            unquote(who), promises=visit.promises, mails=reversed(visit.envelopes), notes=visit.bench.notes()
        )
    except KeyError:
        return _missing(visit, "We owe nothing to anybody of this address. A reset may have taken it away.")
    return document(
        "customer.html",
        visit,
        thread=thread,
        moment=visit.time.moment,
        said_by=Told(business=visit.business, channel=Channel.CALL),
    )


def _why(visit: Visit, commitment: str) -> Response:
    owed = {each.id: each for each in visit.promises}
    if commitment not in owed:
        return _missing(visit, "There is no such promise. A reset may have taken it away.")
    promise, record = owed[commitment], visit.records[commitment]
    account = account_of(
        record,
        rule=rules().playbook.find(record.follow_up),
        business=visit.business,
        is_held=promise.is_held,
        now=visit.bench.now,
    )
    beside = [(each.words, owed[each.id]) for each in account.beside if each.id in owed]
    ahead = [(visit.time.moment(point.at), point.words) for point in account.coming]
    return document("why.html", visit, promise=promise, account=account, beside=beside, ahead=ahead)


def _quiet(visit: Visit) -> Response:
    return document("quiet.html", visit, shelves=quiet_shelves(visit.promises, time=visit.time))


def _people(visit: Visit) -> Response:
    found = colleagues(
        visit.business,
        promises=visit.promises,
        mails=visit.mails,
        link=lambda page, role: visit.bench.staff_link(page, bearer=role),
    )
    return document("people.html", visit, colleagues=found)


def _samples(visit: Visit, source: str = "") -> Response:
    everybody = senders(samples.samples())
    try:
        chosen = shown(everybody, chosen=source)
    except KeyError:
        return _missing(visit, "There are no samples of such a sender.")
    return document("samples.html", visit, senders=everybody, shown=chosen, source=source, moment=visit.time.moment)


def _machine(visit: Visit, wrong: str = "") -> Response:
    owed = {promise.id: promise for promise in visit.promises}
    alarms = [(alarm, visit.time.moment(alarm["fires_at"]), owed.get(alarm["commitment"])) for alarm in visit.alarms]
    return document(
        "machine.html",
        visit,
        status=400 if wrong else 200,
        queues=visit.queues,
        alarms=alarms,
        sources=visit.bench.sources(),
        faults=FAULTS,
        calls=CALLS,
        asked=visit.request.form,
        wrong=wrong,
    )


def _add_fault(visit: Visit) -> Response:
    try:
        return actions.add_fault(visit)
    except Refused as error:
        return _machine(visit, wrong=str(error))


def _missing(visit: Visit, words: str, *, status: int = 404) -> Response:
    return document("missing.html", visit, status=status, words=words)


_VIEWS: Mapping[str, Callable[..., Response]] = {
    "inbox": _inbox,
    "mail": _mail,
    "promises": _promises,
    "customer": _customer,
    "why": _why,
    "quiet": _quiet,
    "people": _people,
    "samples": _samples,
    "machine": _machine,
    "send_sample": actions.send_sample,
    "add_fault": _add_fault,
    "move_clock": actions.move_clock,
    "reset": actions.reset,
}
