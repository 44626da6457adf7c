// Sends conversation pairs to Arena and reads its preferences.
//
//     npm ci
//     node client.js --prompt "What is 2 + 2?" --a "4" --b "It depends."
//     node client.js --follow
//
// The first sends one pair and waits for its preference; the second prints preferences as they arrive.
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { AvroDeserializer, AvroSerializer, SchemaRegistryClient, SerdeType } from '@confluentinc/schemaregistry';
import { decompress } from 'fzstd';
import kafkajs from 'kafkajs';

const { CompressionCodecs, CompressionTypes, Kafka, logLevel } = kafkajs;

const { values: options } = parseArgs({
  options: {
    brokers: { type: 'string', default: 'localhost:9092' },
    registry: { type: 'string', default: 'http://localhost:8081/apis/ccompat/v7' },
    pairs: { type: 'string', default: 'arena.pairs' },
    preferences: { type: 'string', default: 'arena.preferences' },
    id: { type: 'string', default: randomUUID() },
    prompt: { type: 'string', default: 'What is 2 + 2?' },
    a: { type: 'string', default: '4' },
    b: { type: 'string', default: 'It depends.' },
    'model-a': { type: 'string' }, // names of the chatbots, for leaderboards
    'model-b': { type: 'string' },
    follow: { type: 'boolean', default: false },
  },
});

// Arena compresses with zstd, which kafkajs leaves to its users; only reading is needed
CompressionCodecs[CompressionTypes.ZSTD] = () => ({
  compress: () => { throw new Error('zstd is only read here'); },
  decompress: async (buffer) => Buffer.from(decompress(buffer)),
});

const kafka = new Kafka({ clientId: 'arena-javascript', brokers: options.brokers.split(','), logLevel: logLevel.ERROR });
const registry = new SchemaRegistryClient({ baseURLs: [options.registry] });

/** Calls back with key and preference of each; kafkajs reads committed records only, unless told otherwise. */
async function read(fromBeginning, each) {
  const deserializer = new AvroDeserializer(registry, SerdeType.VALUE, {});
  const consumer = kafka.consumer({ groupId: 'arena-javascript-' + randomUUID() });
  await consumer.connect();
  await consumer.subscribe({ topic: options.preferences, fromBeginning });
  await new Promise((resolve, reject) => {
    consumer.run({
      eachMessage: async ({ topic, message }) => {
        try {
          if (each(String(message.key), await deserializer.deserialize(topic, message.value))) resolve();
        } catch (broken) {
          reject(broken);
        }
      },
    }).catch(reject);
  });
  await consumer.disconnect();
}

async function send(pair) {
  // the schema is Arena's, as it is registered; a producer must not register another
  const serializer = new AvroSerializer(registry, SerdeType.VALUE, { useLatestVersion: true, autoRegisterSchemas: false });
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({
    topic: options.pairs,
    messages: [{ key: pair.id, value: await serializer.serialize(options.pairs, pair) }],
  });
  await producer.disconnect();
}

const print = (preference) => console.log(JSON.stringify(preference, (key, value) => (typeof value === 'bigint' ? Number(value) : value)));

if (options.follow) {
  await read(false, (key, preference) => { print(preference); return false; });
} else {
  await send({
    id: options.id,
    turns: [{ prompt: options.prompt, response_a: options.a, response_b: options.b }],
    model_a: options['model-a'] ?? null, model_b: options['model-b'] ?? null,
    created_at: null, attributes: { client: 'javascript' },
  });
  await read(true, (key, preference) => key === options.id && (print(preference), true));
}
process.exit(0);
