"""Rasa's own environment runs this: rows on a server and locks in Redis, both lost in between."""

import asyncio
import json
import os
import sys

import psycopg2
import redis
from rasa.core.lock_store import LockStore
from rasa.utils.endpoints import EndpointConfig

from nlu.rasa_project.tracker_rows import ServerRows, opened


def rows(url):
    first, second = opened(url), opened(url)
    first.write("p", "[1]")
    first.write("p", "[1, 2]")
    found = {"on_a_server": isinstance(first, ServerRows), "shared": second.read("p")}
    with psycopg2.connect(url) as admin, admin.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    first.write("q", "[]")
    return {**found, "after_a_restart": sorted(second.senders()), "none": second.read("nobody")}


async def locks():
    endpoint = EndpointConfig(type="nlu.rasa_project.shared_lock_store.SharedLockStore")
    first, second = LockStore.create(endpoint), LockStore.create(endpoint)
    async with first.lock("p"):
        seen = second.get_lock("p") is not None
    gone = second.get_lock("p") is None
    first.red = redis.Redis(host="127.0.0.1", port=1)
    async with first.lock("p"):
        alone = first.get_lock("p") is not None and second.get_lock("p") is None
    return {"lock_shared": seen, "lock_gone": gone, "lock_alone": alone}


print(json.dumps({**rows(os.environ["TONGXING_DATABASE_URL"]), **asyncio.run(locks())}))
sys.stdout.flush()
