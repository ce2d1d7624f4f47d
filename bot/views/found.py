"""Every word about finding questions: what was found and why, and a question's page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Protocol

from pydantic import Field

from bot.messages import (
    Block,
    Bullets,
    Button,
    Buttons,
    Context,
    Divider,
    Form,
    Header,
    Line,
    Mention,
    Message,
    Payload,
    Says,
    Text,
    When,
    bold,
    code,
)
from bot.rules.found import QUERY_LENGTH, Query, excerpt
from bot.store.answers import Answer, Version, Voice
from bot.store.flags import Deed
from bot.store.models import QuestionState
from bot.store.questions import Question
from bot.store.threads import Card
from bot.views.ageing import SURE_TO_RETIRE, RetireAnswer, VerifyAnswer, merge_button
from bot.views.answers import (
    AcceptAnswer,
    AnswerQuestion,
    DidntWork,
    EditAnswer,
    HelpedMe,
    ShowAnswer,
    ShowQuestion,
    UnacceptAnswer,
    buttons,
    short,
    stands,
    written,
)
from bot.views.flags import OpenFlag
from bot.views.question_cards import body as question_body
from bot.views.ways import thread

PER_PAGE = 3
"""Answers a question's page shows at once."""
IN_LIST = 700
"""Characters of an answer on its question's page."""
WHOLE = 6000
"""Characters of an answer on a page of its own: what every platform shows uncut."""


class OpenFind(Payload, key="find.open", opens_form=True):
    """ "Search": open the form."""


class FindAnswers(Form, key="find", heading="Find an answer", submit="Search"):
    """What to look for."""

    words: Annotated[
        str,
        Line(
            "What are you looking for?",
            placeholder="rotate credentials #postgres",
            hint="A #topic narrows it down.",
        ),
        Field(min_length=1, max_length=QUERY_LENGTH),
    ]


class MoreFound(Payload, key="find.more"):
    """ "More results"."""

    words: str
    page: int = 0


class AskThis(Payload, key="find.ask", opens_form=True):
    """ "Ask it": the form of a question, with these words in it."""

    words: str


class AnswerHistory(Payload, key="answer.history"):
    """ "History"."""

    answer_id: int


class Hit(Protocol):
    """A question that was found."""

    @property
    def question(self) -> Question: ...
    @property
    def answer(self) -> Answer | None: ...
    @property
    def answers(self) -> int: ...
    @property
    def words(self) -> tuple[str, ...]: ...
    @property
    def way(self) -> Card | None: ...


class Results(Protocol):
    """A page of what was found."""

    @property
    def hits(self) -> Sequence[Hit]: ...
    @property
    def page(self) -> int: ...
    @property
    def has_more(self) -> bool: ...
    @property
    def unknown(self) -> Sequence[str]: ...


class Page(Protocol):
    """A question with its answers."""

    @property
    def question(self) -> Question: ...
    @property
    def answers(self) -> Sequence[Answer]: ...
    @property
    def best(self) -> Question | None: ...
    @property
    def duplicates(self) -> Sequence[Question]: ...
    @property
    def may_merge(self) -> bool: ...
    @property
    def number(self) -> int: ...
    @property
    def way(self) -> Card | None: ...


class AnswerPage(Protocol):
    """An answer and what the viewer may do with it."""

    @property
    def question(self) -> Question: ...
    @property
    def answer(self) -> Answer: ...
    @property
    def voices(self) -> Sequence[Voice]: ...
    @property
    def versions(self) -> Sequence[Version]: ...
    @property
    def deeds(self) -> Sequence[Deed]: ...
    @property
    def may_accept(self) -> bool: ...
    @property
    def may_change(self) -> bool: ...
    @property
    def may_verify(self) -> bool: ...
    @property
    def number(self) -> int: ...


SEARCH = Button.of("Search", OpenFind())


def home() -> list[Block]:
    """The search of Home."""
    return [
        Header(text="Find an answer"),
        Text.of("Asked before? Look first: ", code("/find rotate credentials #postgres")),
        Buttons.of(SEARCH),
    ]


def nothing_looked_for() -> Message:
    """`/find` alone."""
    return Message.of(
        Text.of("What are you looking for? Type ", code("/find rotate credentials #postgres"), "."),
        Buttons.of(SEARCH),
    )


def not_for_guests() -> Message:
    """A guest searches."""
    return Message.of(
        "Searching everything is for colleagues. Ask in the channel you share, and whoever knows"
        " answers you there."
    )


def found(results: Results, query: Query, now: datetime) -> Message:
    """What was found, accepted first: why it matched, who vouches for it since when."""
    if not results.hits:
        return _nothing(results, query)
    blocks: list[Block] = [Header(text=short(f"Found for “{query}”", 120))]
    for hit in results.hits:
        blocks += _hit(hit, query.words, now)
    turn = []
    if results.page:
        turn.append(Button.of("Back", MoreFound(words=str(query), page=results.page - 1)))
    if results.has_more:
        turn.append(Button.of("More results", MoreFound(words=str(query), page=results.page + 1)))
    return Message.of(
        *blocks,
        *([Buttons.of(*turn)] if turn else []),
        Context.of("Not among them? ", code("/ask"), " and those who know are asked."),
    )


def _nothing(results: Results, query: Query) -> Message:
    ask = Button.of("Ask it", AskThis(words=str(query)), style="primary")
    if results.unknown:
        names = ", ".join(f"#{t}" for t in results.unknown)
        return Message.of(
            Text.of(f"Nobody uses the topic {names[:150]} yet. Search without it, or ask."),
            Buttons.of(ask, SEARCH),
        )
    if results.page:
        return Message.of("That was all there is.", Buttons.of(SEARCH))
    return Message.of(
        Text.of("Nothing found for ", bold(short(str(query))), ". You could be the first to ask."),
        Buttons.of(ask, SEARCH),
        summary=f"Nothing found for {short(str(query))}",
    )


def _hit(hit: Hit, words: str, now: datetime) -> list[Block]:
    question, answer = hit.question, hit.answer
    title = _marked(question.title, words)
    topics = "".join(f" #{t}" for t in question.topics)
    mark: list[Says] = ["✓ "] if answer is not None and answer.is_accepted else []
    blocks: list[Block] = [Text.of(*mark, *title, topics)]
    if answer is not None:
        author = Mention(person=answer.author, ping=False)
        blocks.append(Text.of(author, ": ", *_marked(answer.body, words)))
    standing: list[Says] = ["No answer yet"] if answer is None else stands(answer, now)
    more = f" · {hit.answers} answers" if hit.answers > 1 else ""
    asked: list[Says] = [" · asked ", When(at=question.asked_at, form="date")]
    if hit.way is not None:
        asked += [" in ", thread("its thread", hit.way)]
    first: list[Says] = standing or ["Not accepted yet"]
    blocks.append(Context.of(*first, more, *asked))
    show = Button.of("Show", ShowQuestion(question_id=question.id))
    if answer is None:
        answer_it = Button.of("Answer", AnswerQuestion(question_id=question.id))
        blocks.append(Buttons.of(show, answer_it))
    else:
        blocks.append(Buttons.of(show, Button.of("Helped me too", HelpedMe(answer_id=answer.id))))
    return blocks


def _marked(text: str, words: str) -> list[Says]:
    """A text, shortened around the words looked for, these in bold."""
    return [bold(p.text) if p.is_match else p.text for p in excerpt(text.replace("`", ""), words)]


def page(shown: Page, now: datetime) -> Message:
    """A question with its answers, for whoever may read it."""
    question = shown.question
    blocks: list[Block] = [*question_body(question), *_became(shown)]
    begin = shown.number * PER_PAGE
    for answer in shown.answers[begin : begin + PER_PAGE]:
        author = Mention(person=answer.author, ping=False)
        blocks.append(Divider())
        blocks.append(Text.of(author, ":"))
        blocks += written(answer.body, IN_LIST)
        standing = stands(answer, now) or ["Not accepted"]
        quiet: list[Says] = ["Hidden by a moderator · "] if answer.hidden_at is not None else []
        blocks.append(Context.of(*quiet, *standing, " · ", When(at=answer.given_at, form="date")))
        blocks.append(buttons(answer, is_cut=len(answer.body) > IN_LIST))
    if not shown.answers:
        blocks.append(Text.of("No answer yet. Half an answer helps too."))
    blocks.append(Divider())
    blocks.append(Buttons.of(*_page_buttons(shown)))
    blocks.append(
        Context.of(f"Question {question.id} · asked ", When(at=question.asked_at, form="date"))
    )
    return Message.of(*blocks, summary=question.title)


def _became(shown: Page) -> list[Block]:
    question = shown.question
    blocks: list[Block] = []
    if question.hidden_at is not None:
        blocks.append(Context.of("Hidden by a moderator: only moderators see this."))
    if shown.best is not None:
        blocks.append(Text.of("The best place for it: ", bold(short(shown.best.title))))
        show = ShowQuestion(question_id=shown.best.id)
        blocks.append(Buttons.of(Button.of("Show it", show)))
    elif question.state is QuestionState.CLOSED:
        blocks.append(Context.of("Closed without an accepted answer."))
    elif question.state is QuestionState.IN_SESSION:
        blocks.append(Context.of("A session is going to be about this."))
    if shown.way is not None:
        blocks.append(Context.of("What was said about it: ", thread("the thread", shown.way)))
    if shown.duplicates:
        titles = [short(q.title, 80) for q in shown.duplicates[:5]]
        blocks.append(Context.of("Also asked as: ", " · ".join(titles)))
    return blocks


def _page_buttons(shown: Page) -> list[Button]:
    question, n = shown.question, shown.number
    made = [Button.of("Answer", AnswerQuestion(question_id=question.id))]
    if (n + 1) * PER_PAGE < len(shown.answers):
        more = ShowQuestion(question_id=question.id, page=n + 1)
        made.append(Button.of("More answers", more))
    elif n:
        made.append(Button.of("First answers", ShowQuestion(question_id=question.id)))
    if shown.may_merge:
        made.append(merge_button(question))
    made.append(Button.of("Flag", OpenFlag(question_id=question.id)))
    return made


def answer(shown: AnswerPage, now: datetime) -> Message:
    """One answer, whole, and what the viewer may do with it."""
    one = shown.answer
    begin = shown.number * WHOLE
    part = one.body[begin : begin + WHOLE]
    author = Mention(person=one.author, ping=False)
    blocks: list[Block] = [
        Text.of(author, " on ", bold(short(shown.question.title)), ":"),
        *written(part, WHOLE),
    ]
    standing = stands(one, now)
    if standing:
        blocks.append(Context.of(*standing))
    told = [v for v in shown.voices if not v.helped and v.what_happened][:5]
    if told:
        blocks.append(Text.of(bold("What didn't work")))
        blocks.append(Bullets.of(*(_voice(v) for v in told)))
    if begin + WHOLE < len(one.body):
        more = ShowAnswer(answer_id=one.id, page=shown.number + 1)
        blocks.append(Buttons.of(Button.of("Read on", more)))
    return Message.of(
        *blocks, *_answer_buttons(shown), summary=f"{one.author.name}: {short(one.body)}"
    )


def _voice(voice: Voice) -> list[Says]:
    who: Says = Mention(person=voice.person, ping=False) if voice.person else "Somebody"
    return [who, f": {short(voice.what_happened, 300)} · ", When(at=voice.voted_at, form="date")]


def _answer_buttons(shown: AnswerPage) -> list[Block]:
    id_ = shown.answer.id
    first: list[Button] = []
    if shown.may_accept and shown.answer.is_accepted:
        first.append(Button.of("Not the answer after all", UnacceptAnswer(answer_id=id_)))
    elif shown.may_accept and shown.answer.stands:
        accept = AcceptAnswer(answer_id=id_)
        first.append(Button.of("This answers it", accept, style="primary"))
    first.append(Button.of("Helped me too", HelpedMe(answer_id=id_)))
    first.append(Button.of("Didn't work for me", DidntWork(answer_id=id_)))
    second: list[Button] = []
    if shown.may_verify:
        second.append(Button.of("It still holds", VerifyAnswer(answer_id=id_)))
    if shown.may_change:
        second.append(Button.of("Edit it", EditAnswer(answer_id=id_)))
        if shown.answer.retired_at is None:
            retire = RetireAnswer(answer_id=id_)
            second.append(Button.of("Retire it", retire, confirm=SURE_TO_RETIRE))
    if shown.versions or shown.deeds:
        second.append(Button.of("History", AnswerHistory(answer_id=id_)))
    second.append(Button.of("Flag", OpenFlag(answer_id=id_)))
    return [Buttons.of(*first), Buttons.of(*second)]


def history(shown: AnswerPage) -> Message:
    """What an answer said before, and for moderators what was done to it."""
    blocks: list[Block] = [
        Header(text="What this answer said before"),
        Text.of(bold("Now: "), short(shown.answer.body, 600)),
    ]
    for version in shown.versions[:8]:
        who: Says = (
            Mention(person=version.replaced_by, ping=False) if version.replaced_by else "somebody"
        )
        blocks.append(Text.of(short(version.body, 600)))
        until: list[Says] = ["until ", When(at=version.replaced_at), ", when ", who, " edited it"]
        blocks.append(Context.of(*until))
    if not shown.versions:
        blocks.append(Text.of("It was never edited."))
    if shown.deeds:
        blocks.append(Text.of(bold("What moderators did")))
        blocks.append(Bullets.of(*(_deed(d) for d in shown.deeds[:10])))
    return Message.of(*blocks)


def _deed(deed: Deed) -> list[Says]:
    kind, _, done = deed.action.partition(".")
    return [Mention(person=deed.by, ping=False), f": {kind} {done}, ", When(at=deed.at)]
