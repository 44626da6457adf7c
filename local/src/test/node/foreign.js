// Sends one pair with Confluent's JavaScript registry client and waits for its preference, which it
// prints as one line of JSON. Arguments: bootstrap servers, registry's address, pairs' topic,
// preferences' topic, the pair's id.
const { SchemaRegistryClient, SerdeType, AvroSerializer, AvroDeserializer } = require('@confluentinc/schemaregistry');
const { Kafka, CompressionCodecs, CompressionTypes, logLevel } = require('kafkajs');
const { decompress } = require('fzstd');

const [, , brokers, registry, pairs, preferences, id] = process.argv;

// kafkajs leaves zstd to its users; only reading is needed
CompressionCodecs[CompressionTypes.ZSTD] = () => ({
  compress: () => { throw new Error('zstd is only read here'); },
  decompress: async (buffer) => Buffer.from(decompress(buffer)),
});

async function main() {
  const client = new SchemaRegistryClient({ baseURLs: [registry] });
  const serializer = new AvroSerializer(client, SerdeType.VALUE, { useLatestVersion: true });
  const deserializer = new AvroDeserializer(client, SerdeType.VALUE, {});
  const kafka = new Kafka({ clientId: 'foreign', brokers: [brokers], logLevel: logLevel.ERROR });

  const consumer = kafka.consumer({ groupId: 'foreign-' + id });
  await consumer.connect();
  await consumer.subscribe({ topic: preferences, fromBeginning: true });
  const found = new Promise((resolve, reject) => {
    consumer.run({
      eachMessage: async ({ message, partition }) => {
        try {
          const preference = await deserializer.deserialize(preferences, message.value);
          if (preference.id === id) {
            resolve({ preference, key: String(message.key), partition, header: String(message.headers.origin) });
          }
        } catch (broken) {
          reject(broken);
        }
      },
    }).catch(reject);
  });

  const producer = kafka.producer();
  await producer.connect();
  const value = await serializer.serialize(pairs, {
    id,
    turns: [
      { prompt: 'What is 2 + 2? Größe, 量子, 👍', response_a: '4', response_b: 'It is 5, I think.' },
      { prompt: 'Sure?', response_a: null, response_b: 'No.' },
    ],
    model_a: 'a', model_b: null, created_at: null, attributes: { client: 'javascript' },
  });
  const [sent] = await producer.send({ topic: pairs, messages: [{ key: 'key-' + id, value, headers: { origin: 'foreign' } }] });
  const answer = await found;
  await Promise.all([producer.disconnect(), consumer.disconnect()]);
  console.log(JSON.stringify({ ...answer, sentTo: sent.partition }, (k, v) => (typeof v === 'bigint' ? Number(v) : v)));
}

main().then(() => process.exit(0), (failed) => {
  console.error(failed);
  process.exit(1);
});
