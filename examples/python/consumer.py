#!/usr/bin/env python3
"""Reads the file events from the queue file_notifications and prints a line for each.

    AMQP_URL=amqp://USER:PASSWORD@HOST:5672/VHOST python3 consumer.py [--count N]

The queue delivers at least once: what a dying broker did not confirm is published again, so an event that was seen
already is dropped, by its id. What is no event goes to the queue's dead letters and stays there with the reason. Needs
pika (Debian: python3-pika).
"""
import argparse
import collections
import json
import os
import sys

import pika

QUEUE = "file_notifications"
SEEN_MAX = 100_000


class Seen:
    """The latest ids; the oldest are forgotten."""

    def __init__(self, size):
        self._ids = collections.OrderedDict()
        self._size = size

    def add(self, event_id):
        """Whether it is new."""
        if event_id in self._ids:
            return False
        self._ids[event_id] = True
        if len(self._ids) > self._size:
            self._ids.popitem(last=False)
        return True


def parse(body):
    """The CloudEvent in a message. Raises ValueError when it is none of ours."""
    event = json.loads(body)
    if not isinstance(event, dict) or event.get("specversion") != "1.0":
        raise ValueError("no CloudEvent 1.0")
    if not str(event.get("type", "")).startswith("acorde.v1.") or not isinstance(event.get("data"), dict):
        raise ValueError("no event of acorde.v1")
    if not isinstance(event.get("id"), str):
        raise ValueError("no id")
    return event


def line(event):
    data = event["data"]
    entry = data.get("entry") or data
    peer = event.get("peerid", "")[:8] or "-"
    # 64-bit numbers are texts in the JSON of protobuf.
    size = entry.get("size", "-")
    return f"{event['time']} {peer} {event['type']} {entry.get('name', '-')} {size}"


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--count", type=int, default=0, help="end after so many events")
    count = arguments.parse_args().count
    connection = pika.BlockingConnection(pika.URLParameters(os.environ["AMQP_URL"]))
    channel = connection.channel()
    # No more than this is on its way: a slow reader leaves the rest in the queue.
    channel.basic_qos(prefetch_count=100)
    seen = Seen(SEEN_MAX)
    shown = 0
    try:
        for method, _properties, body in channel.consume(QUEUE):
            try:
                event = parse(body)
            except ValueError as error:
                print(f"rejected: {error}", file=sys.stderr)
                channel.basic_reject(method.delivery_tag, requeue=False)
                continue
            if seen.add(event["id"]):
                print(line(event), flush=True)
                shown += 1
            # Only now: an event that was not dealt with comes again.
            channel.basic_ack(method.delivery_tag)
            if shown == count:
                break
    except KeyboardInterrupt:
        pass
    channel.cancel()
    connection.close()


if __name__ == "__main__":
    main()
