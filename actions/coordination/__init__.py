"""What several processes share for a moment, in Redis or Valkey: without it they only get slower.

Locks per sender, turns already given, rate limits, wake-ups; and the election of the one process
that may do what only one may, which rests on the database, so that losing Redis elects nobody anew.
"""

from actions.coordination.election import Election, open_election, run_as_leader
from actions.coordination.locks import SharedLock
from actions.coordination.memory import SharedMemory, open_shared_memory
from actions.coordination.rates import SharedRates
from actions.coordination.settings import REDIS_URL, redis_url
from actions.coordination.wakeups import Bell, LocalBell, open_bell

__all__ = [
    "REDIS_URL",
    "Bell",
    "Election",
    "LocalBell",
    "SharedLock",
    "SharedMemory",
    "SharedRates",
    "open_bell",
    "open_election",
    "open_shared_memory",
    "redis_url",
    "run_as_leader",
]
