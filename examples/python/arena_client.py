"""Sends conversation pairs to Arena and reads its preferences.

    pip install -r requirements.txt
    python arena_client.py --prompt "What is 2 + 2?" --a "4" --b "It depends."
    python arena_client.py --follow

The first sends one pair and waits for its preference; the second prints preferences as they arrive.
"""

import argparse
import json
import uuid

from confluent_kafka import Consumer, Producer
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext


def consumer_of(options, topic, start):
    consumer = Consumer({
        "bootstrap.servers": options.brokers,
        "group.id": f"arena-python-{uuid.uuid4()}",
        "auto.offset.reset": start,
        "enable.auto.commit": False,
        # each pair is answered exactly once only for readers of committed records
        "isolation.level": "read_committed",
    })
    consumer.subscribe([topic])
    return consumer


def preferences(options, registry, start):
    """Yields (key, preference) forever."""
    read = AvroDeserializer(registry)
    consumer = consumer_of(options, options.preferences, start)
    try:
        while True:
            message = consumer.poll(1.0)
            if message is None:
                continue
            if message.error():
                raise RuntimeError(message.error())
            context = SerializationContext(message.topic(), MessageField.VALUE)
            yield message.key(), read(message.value(), context)
    finally:
        consumer.close()


def send(options, registry, pair, key):
    # the schema is Arena's, as it is registered; a producer must not register another
    write = AvroSerializer(registry, None, conf={"auto.register.schemas": False, "use.latest.version": True})
    producer = Producer({"bootstrap.servers": options.brokers, "enable.idempotence": True})
    trouble = []
    producer.produce(
        options.pairs,
        key=key,
        value=write(pair, SerializationContext(options.pairs, MessageField.VALUE)),
        on_delivery=lambda error, _: trouble.append(error) if error else None,
    )
    if producer.flush(30) or trouble:
        raise RuntimeError(f"the pair was not delivered: {trouble or 'no answer within 30 s'}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--brokers", default="localhost:9092")
    parser.add_argument("--registry", default="http://localhost:8081/apis/ccompat/v7")
    parser.add_argument("--pairs", default="arena.pairs", metavar="TOPIC")
    parser.add_argument("--preferences", default="arena.preferences", metavar="TOPIC")
    parser.add_argument("--id", default=None, help="the pair's id (default: a new unique one)")
    parser.add_argument("--prompt", default="What is 2 + 2?")
    parser.add_argument("--a", default="4", help="chatbot A's answer")
    parser.add_argument("--b", default="It depends.", help="chatbot B's answer")
    parser.add_argument("--model-a", default=None, metavar="NAME", help="chatbot A's name, for leaderboards")
    parser.add_argument("--model-b", default=None, metavar="NAME", help="chatbot B's name, for leaderboards")
    parser.add_argument("--follow", action="store_true", help="send nothing, and print preferences as they arrive")
    options = parser.parse_args()
    registry = SchemaRegistryClient({"url": options.registry})

    if options.follow:
        for _, preference in preferences(options, registry, "latest"):
            print(json.dumps(preference, default=str), flush=True)

    pair = {
        "id": options.id or str(uuid.uuid4()),
        "turns": [{"prompt": options.prompt, "response_a": options.a, "response_b": options.b}],
        "model_a": options.model_a,
        "model_b": options.model_b,
        "created_at": None,
        "attributes": {"client": "python"},
    }
    send(options, registry, pair, key=pair["id"])
    for key, preference in preferences(options, registry, "earliest"):
        if key == pair["id"].encode():
            print(json.dumps(preference, default=str))
            return


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
