"""What is kept about a parent, a copy of it, and forgetting it."""

from __future__ import annotations

from actions.requests.privacy.identity import is_vouched_for
from actions.skills.follow_up import named_services
from actions.skills.phrases import privacy_wish
from actions.skills.reply import Reply
from actions.skills.state import Button
from actions.skills.talk import Talk
from actions.skills.wish import wishes_request
from actions.texts import texts
from knowledge.languages import joined
from nlu.understanding.topics.reading import Kind
from nlu.understanding.wishes import is_question

PENDING = "forget"


def answer_privacy(talk: Talk) -> Reply:
    """Tell what is kept, show a copy, or ask whether to forget."""
    wish = talk.heard.command or privacy_wish(talk.text)
    if wish == "forget":
        return _ask_forget(talk)
    if wish == "export":
        # The copy holds names and phones: only the web process may put it into words.
        return _reply(talk, [], effects=("export",))
    words, rules = texts().privacy, talk.room.desk.settings.retention
    says = [words.kept]
    if rules.closed_days and rules.drafts_days:
        says.append(words.kept_for.format(count=rules.closed_days, number=rules.drafts_days))
    if talk.room.desk.drafts.load(talk.identity):
        says.append(words.kept_draft)
    if own := talk.room.desk.requests_of(talk.identity):
        says.append(words.kept_requests.format(count=len(own)))
    buttons = [Button(words.buttons[w], f"/{w}") for w in ("export", "forget")]
    return _reply(talk, ["\n".join(says)], buttons)


def asks_about_data(talk: Talk) -> bool:
    """Tell a question without a subject after it was told what is kept: 写错了能改不."""
    if talk.state.about != "privacy" or talk.reading.needs or named_services(talk.text):
        return False
    asks = is_question(talk.text) or talk.acts("follow_up", "why", "correct")
    return asks and not wishes_request(talk)


def resume_privacy(talk: Talk) -> Reply | None:
    """Forget, or not, when that was asked; ``None`` when the message is no answer to it."""
    if talk.expects != PENDING or talk.said.affirmed is None:
        return None
    words = texts().privacy
    if not talk.said.affirmed:
        return _reply(talk, [words.not_forgotten])
    done = talk.room.desk.forget(talk.identity)
    says = [words.forgotten]
    if done.kept:
        says.append(words.forgotten_kept.format(numbers=joined(done.kept)))
    reply = _reply(talk, says, effects=("forget",))
    talk.state.forget()
    return reply


def _ask_forget(talk: Talk) -> Reply:
    words = texts().privacy
    if not _may_forget(talk):
        return _reply(talk, [words.forget_proof])
    buttons = [Button(words.buttons["yes"], "/yes"), Button(words.buttons["no"], "/no")]
    reply = _reply(talk, [words.ask_forget], buttons)
    reply.expects = PENDING
    talk.state.expects = PENDING
    return reply


def _may_forget(talk: Talk) -> bool:
    """Tell whether who asks is proven: forgetting takes requests back that others wait for."""
    desk, identity = talk.room.desk, talk.identity
    if is_vouched_for(identity) or not desk.requests_of(identity):
        return True
    return desk.knows_a_code(identity, talk.said.check_code)


def _reply(
    talk: Talk, says: list[str], buttons: list[Button] | None = None, effects: tuple[str, ...] = ()
) -> Reply:
    answer = talk.room.bare_answer(talk.reading, Kind.PRIVACY, "\n".join(says))
    reply = Reply(answer=answer, effects=effects)
    talk.state.expects, talk.state.about = None, "privacy"
    for number, text in enumerate(says, 1):
        reply.say(text, (buttons or ()) if number == len(says) else ())
    return reply
