"""Avro in Confluent's wire format, with the schemas of this repository."""
import io
import json
import pathlib
import struct
import urllib.request

import fastavro

HOME = pathlib.Path(__file__).resolve().parents[2]
SCHEMAS = HOME / "schemas/src/main/avro"


class Format:
    """One schema: registers it for the values of a topic, and writes and reads them."""

    def __init__(self, registry, topic, name):
        text = (SCHEMAS / f"{name}.avsc").read_text()
        self.schema = fastavro.parse_schema(json.loads(text))
        request = urllib.request.Request(
            f"{registry}/subjects/{topic}-value/versions",
            json.dumps({"schema": text}).encode(),
            {"Content-Type": "application/vnd.schemaregistry.v1+json"},
        )
        with urllib.request.urlopen(request) as answer:
            self.header = struct.pack(">bI", 0, json.load(answer)["id"])

    def write(self, value):
        out = io.BytesIO()
        out.write(self.header)
        fastavro.schemaless_writer(out, self.schema, value)
        return out.getvalue()

    def read(self, value):
        body = io.BytesIO(value)
        body.seek(len(self.header))
        return fastavro.schemaless_reader(body, self.schema, None)
