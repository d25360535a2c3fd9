"""The actions Rasa's rules name outside forms. Each hands its message to the act it is.

What a message is answered as may differ from the act Rasa gave it. So where a rule goes on with a
form, the action says itself what follows: the form, or nothing.
"""

from __future__ import annotations

from abc import abstractmethod

from actions.skills.decision import respond
from actions.skills.reply import Reply
from actions.skills.request_opening import submit
from actions.skills.skill import Skill
from actions.skills.state import Conversation
from actions.skills.talk import Talk

_LISTEN = "action_listen"


class _Entry(Skill):
    """An action of a rule: the first of a message answers it, a second one stays silent."""

    opens_form = False
    """Whether the rule of this action goes on with a form."""

    @property
    @abstractmethod
    def action(self) -> str:
        """The part of the name that differs; abstract, so that the base is no action."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return self.action

    def reply(self, talk: Talk) -> Reply:
        """Return the reply to the message."""
        reply = respond(talk)
        if self.opens_form and reply.next_action is None:
            reply.next_action = _LISTEN
        return reply


class Answer(_Entry):
    """Questions, follow-ups, corrections, and whatever is unclear."""

    action = "action_answer"


class OutOfScope(_Entry):
    """What is outside the measures."""

    action = "action_out_of_scope"


class SmallTalk(_Entry):
    """Greetings, thanks and the like."""

    action = "action_small_talk"


class Privacy(_Entry):
    """What is kept about a parent."""

    action = "action_privacy"


class Crisis(_Entry):
    """A child in danger."""

    action = "action_crisis"


class OpenRequest(_Entry):
    """The beginning of a request."""

    action = "action_open_request"
    opens_form = True


class HandOver(_Entry):
    """A person is wanted."""

    action = "action_hand_over"


class CheckStatus(_Entry):
    """Requests already made."""

    action = "action_check_status"


class CheckEntitlement(_Entry):
    """The beginning of the walk."""

    action = "action_check_entitlement"
    opens_form = True


class CancelForm(_Entry):
    """Cancelling when nothing is running."""

    action = "action_cancel_form"


class SubmitRequest(Skill):
    """The end of the request form: stored, unless it was cancelled or declined."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_submit_request"

    def reply(self, talk: Talk) -> Reply:
        """Return the number of the request stored."""
        return submit(talk)

    def on_trouble(self, state: Conversation) -> None:
        """Let the parent confirm again: nothing was acknowledged."""
        if state.draft is not None:
            state.draft.undecide()
