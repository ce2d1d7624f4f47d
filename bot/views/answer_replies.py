"""What whoever answers, accepts or says what an answer did is told."""

from __future__ import annotations

from collections.abc import Sequence

from bot.events import Person
from bot.messages import Block, Button, Buttons, Context, Mention, Message, Says, Select, Text, bold
from bot.rules.answers import ANSWER_LENGTH
from bot.store.answers import Answer
from bot.store.questions import Question
from bot.views.answers import (
    AcceptAnswer,
    DidntWork,
    EditAnswer,
    PickQuestion,
    ShowAnswer,
    ShowQuestion,
    ThankAuthor,
    buttons,
    short,
)
from bot.views.question_news import CloseQuestion, KeepOpen


def _name(person: Person) -> Mention:
    return Mention(person=person, ping=False)


def given(title: str, answer_id: int, *, was_settled: bool, is_direct: bool) -> Message:
    """The answer to an answer."""
    where = "They have it, directly" if is_direct else "It's in the thread"
    said = f"Sent, thank you. {where}."
    if was_settled:
        said += " The question was settled already; yours stands beside the accepted one."
    return Message.of(
        Text.of(said),
        Buttons.of(
            Button.of("Edit it", EditAnswer(answer_id=answer_id)),
            Button.of("See it", ShowAnswer(answer_id=answer_id)),
        ),
        summary=f"Your answer to {short(title)} is sent.",
    )


def given_before(answer_id: int) -> Message:
    """The same answer by the same person, sent twice."""
    return Message.of(
        "You've given that very answer already, so it's there once.",
        Buttons.of(Button.of("See it", ShowAnswer(answer_id=answer_id))),
    )


def marked(answer: Answer, title: str, *, is_new: bool) -> Message:
    """ "This is an answer" on a message."""
    said = "Kept as an answer by " if is_new else "That's kept already, as an answer by "
    return Message.of(
        Text.of(said, _name(answer.author), " to ", bold(short(title)), "."),
        buttons(answer),
    )


def which_question(marked_id: int, titles: list[tuple[int, str]]) -> Message:
    """It stands in no question's thread: which of one's own does it answer?"""
    options = [(str(id_), short(title, 75)) for id_, title in titles]
    return Message.of(
        "This message isn't in a question's thread. Which of your open questions does it answer?",
        Select.of("Pick your question", PickQuestion(marked_id=marked_id), options),
    )


def no_question() -> Message:
    """It stands in no question's thread, and nobody asked anything."""
    return Message.of(
        "I can't see which question this answers: it isn't in a question's thread, and you have"
        " no open question. Use “This is an answer” in the thread of one, or press Answer on it."
    )


def nothing_to_mark() -> Message:
    """The message has no words, or nobody known wrote it."""
    return Message.of(
        "I can't keep this one: it has no words, or a bot wrote it."
        " Press Answer on the question and say it in your own words."
    )


def own_question() -> Message:
    """An anonymous asker would show who they are."""
    return Message.of(
        "You asked this anonymously, and an answer would show who you are."
        " If you found it out yourself, ask a colleague to write it down, or close the question."
    )


def accepted(answer: Answer, title: str, *, is_own: bool, can_thank: bool) -> Message:
    """The answer to "This answers it"."""
    says: list[Says] = [
        "Settled. Whoever has the same question finds it: ",
        bold(short(title)),
    ]
    if is_own:
        return Message.of(
            Text.of(*says),
            Context.of("It's your own answer, so nobody gets credit for it. Still good to have!"),
        )
    blocks: list[Block] = [Text.of(*says)]
    if can_thank:
        thank = Button.of(
            f"Thank {answer.author.name}"[:75], ThankAuthor(answer_id=answer.id), style="primary"
        )
        blocks.append(Buttons.of(thank))
        blocks.append(Context.of(_name(answer.author), " is told that it helped."))
    return Message.of(*blocks)


def accepted_before() -> Message:
    """It is the accepted one already."""
    return Message.of("It's the accepted answer already. All is well.")


def unaccepted(title: str) -> Message:
    """The answer to "Not the answer after all"."""
    return Message.of(
        Text.of(bold(short(title)), " is open again. Whoever can answer it will see it."),
    )


def not_accepted() -> Message:
    """There is nothing to take back."""
    return Message.of(
        "It isn't the accepted answer, so there is nothing to take back."
        " “Show answers” on the question's card tells which one is."
    )


def accepted_for_author(title: str, by: Person | None, answer_id: int) -> Message:
    """What the author is told."""
    who: Says = _name(by) if by else "The asker"
    return Message.of(
        Text.of(who, " accepted your answer to ", bold(short(title)), ". Nicely done."),
        Buttons.of(Button.of("See it", ShowAnswer(answer_id=answer_id))),
    )


def may_not_accept() -> Message:
    """Somebody else's decision."""
    return Message.of(
        "The asker decides what answered it, or an expert of the topic. If it helped you,"
        " press “Helped me too”: the next one sees that."
    )


def not_ones_own() -> Message:
    """An expert and their own answer."""
    return Message.of(
        "It's your own answer, so somebody else has to say that it's right:"
        " the asker, or another expert of the topic."
    )


def not_ones_own_voice() -> Message:
    """The author has no voice on it."""
    return Message.of(
        "It's your own answer, so it's for others to say whether it helped. More… lets you edit it."
    )


def accept_instead(answer_id: int) -> Message:
    """The asker presses "Helped me too"."""
    button = Button.of("This answers it", AcceptAnswer(answer_id=answer_id), style="primary")
    return Message.of("Good to hear. It's your question: did it answer it?", Buttons.of(button))


def helped(n: int) -> Message:
    """The answer to "Helped me too"."""
    first = "You're the first to say so" if n == 1 else f"It helped {n} people now"
    return Message.of(f"Noted, thank you. {first}; its author can see it.")


def voice_before() -> Message:
    """The same voice once more."""
    return Message.of("You've said so already. It counts once.")


def didnt_work(*, asked: bool) -> Message:
    """The answer to "Didn't work for me"."""
    if asked:
        return Message.of(
            "Thank you, that saves others the trouble. It no longer counts as verified, and whoever"
            " looks after it is asked to have a look."
        )
    return Message.of("Thank you, that's noted, and whoever looks after it can see it.")


def gone() -> Message:
    """A button on something that is no longer there."""
    return Message.of(
        "That's no longer there, or not for you to see. Still need it? Look with /find, or ask"
        " with /ask."
    )


def not_editable() -> Message:
    """Somebody else's words."""
    return Message.of(
        "Only its author, the topic's owner or a moderator can change it. If it's wrong, press"
        " “Didn't work for me”, or give a better answer."
    )


def edit_the_message() -> Message:
    """An answer that was said in a thread is edited there by its author."""
    return Message.of(
        "You said this in the thread: edit your message there, and the answer follows."
    )


def changed(answer_id: int) -> Message:
    """The answer to an edit."""
    return Message.of(
        "Saved. What it said before is kept in its history.",
        Buttons.of(Button.of("See it", ShowAnswer(answer_id=answer_id))),
    )


def too_long(length: int) -> str:
    """An answer beyond its length."""
    return (
        f"That's {length:,} characters and an answer holds {ANSWER_LENGTH:,}. Keep the best part."
    )


def nothing_said() -> str:
    """An answer without words."""
    return "Write down what helps: a step, a link, or who would know."


def was_it(question: Question, answers: Sequence[Answer]) -> Message:
    """The thread is quiet: the asker is asked, once."""
    title = bold(short(question.title))
    standing = [a for a in answers if a.stands]
    blocks: list[Block] = [
        Text.of("It's gone quiet around your question ", title, ". Did this answer it?")
    ]
    for answer in standing[:3]:
        blocks.append(Text.of(_name(answer.author), f": {short(answer.body, 300)}"))
        blocks.append(
            Buttons.of(
                Button.of("This answers it", AcceptAnswer(answer_id=answer.id), style="primary"),
                Button.of("Didn't work for me", DidntWork(answer_id=answer.id)),
            )
        )
    id_ = question.id
    more = [Button.of("Show all", ShowQuestion(question_id=id_))] if len(standing) > 3 else []
    blocks.append(
        Buttons.of(
            *more,
            Button.of("Still stuck", KeepOpen(question_id=id_)),
            Button.of("Close it", CloseQuestion(question_id=id_)),
        )
    )
    blocks.append(Context.of("I ask this only once."))
    return Message.of(*blocks, summary=f"Was your question answered? {short(question.title)}")


def question_gone() -> str:
    """The question went while somebody answered it."""
    return "That's no longer there, or not for you to see. Copy your words before you close this."


def shows_who_asked() -> str:
    """An anonymous asker answers themselves, in the form."""
    return (
        "You asked this anonymously, and an answer would show who you are."
        " Ask a colleague to write it down, or close the question."
    )


def would_show_who_asked() -> Message:
    """An anonymous asker thanks."""
    return Message.of(
        "You asked this anonymously, and kudos would tell who you are. Accepting was thanks enough."
    )
