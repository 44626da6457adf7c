"""Sends a vote on a conversation pair to Arena.

    pip install -r requirements.txt
    python send_vote.py my-pair A --voter anna

The outcome is A, B, TIE, BOTH_BAD, or WITHDRAWN, which withdraws the voter's earlier vote. A and B are those of the pair,
whichever was shown on the left.
"""

import argparse
import time

from confluent_kafka import Producer
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext


def send(options, vote):
    # the schema is Arena's, as it is registered; a producer must not register another
    write = AvroSerializer(
        SchemaRegistryClient({"url": options.registry}), None,
        conf={"auto.register.schemas": False, "use.latest.version": True})
    producer = Producer({"bootstrap.servers": options.brokers, "enable.idempotence": True})
    trouble = []
    producer.produce(
        options.votes,
        key=vote["pair_id"],
        value=write(vote, SerializationContext(options.votes, MessageField.VALUE)),
        on_delivery=lambda error, _: trouble.append(error) if error else None,
    )
    if producer.flush(30) or trouble:
        raise RuntimeError(f"the vote was not delivered: {trouble or 'no answer within 30 s'}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pair", help="the pair's id")
    parser.add_argument("outcome", choices=["A", "B", "TIE", "BOTH_BAD", "WITHDRAWN"])
    parser.add_argument("--voter", default=None, help="the voter's pseudonym; without it, the vote is anonymous and final")
    parser.add_argument("--kind", default="human", help="who votes, such as human or judge (default: human)")
    parser.add_argument("--swapped", action=argparse.BooleanOptionalAction, default=None, help="whether B was shown on the left")
    parser.add_argument("--brokers", default="localhost:9092")
    parser.add_argument("--registry", default="http://localhost:8081/apis/ccompat/v7")
    parser.add_argument("--votes", default="arena.votes", metavar="TOPIC")
    options = parser.parse_args()
    send(options, {
        "pair_id": options.pair,
        "outcome": options.outcome,
        "voter": options.voter,
        "kind": options.kind,
        "voted_at": int(time.time() * 1000),
        "swapped": options.swapped,
        "probability": None,
        "model_a": None,
        "model_b": None,
        "reasons": [],
        "attributes": {"client": "python"},
    })


if __name__ == "__main__":
    main()
