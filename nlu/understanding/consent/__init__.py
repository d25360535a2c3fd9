"""What an answer to the summary of a request, or to the question for consent, decides."""

from nlu.understanding.consent.reader import ConsentReader, consent_examples

__all__ = ["ConsentReader", "consent_examples"]
