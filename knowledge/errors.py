"""The root of the error tree. Every message is one line for a person: what is wrong, what to do."""


class TongxingError(Exception):
    """Something a person can act on; printed without a traceback."""


class ConfigurationError(TongxingError):
    """``config.yml`` or the environment holds something that cannot be used."""


class NotSetUpError(TongxingError):
    """A set-up step (model, index, trained dialogue) has not been run yet."""
