// Sends a vote on a conversation pair to Arena.
//
//     npm ci
//     node send-vote.js --pair my-pair --outcome A --voter anna
//
// The outcome is A, B, TIE, BOTH_BAD, or WITHDRAWN, which withdraws the voter's earlier vote. A and B are those of the pair,
// whichever was shown on the left.
import { parseArgs } from 'node:util';
import { AvroSerializer, SchemaRegistryClient, SerdeType } from '@confluentinc/schemaregistry';
import kafkajs from 'kafkajs';

const { Kafka, logLevel } = kafkajs;

const { values: options } = parseArgs({
  options: {
    brokers: { type: 'string', default: 'localhost:9092' },
    registry: { type: 'string', default: 'http://localhost:8081/apis/ccompat/v7' },
    votes: { type: 'string', default: 'arena.votes' },
    pair: { type: 'string' },
    outcome: { type: 'string' },
    voter: { type: 'string' }, // without it, the vote is anonymous and final
    kind: { type: 'string', default: 'human' }, // who votes, such as human or judge
  },
});
if (!options.pair || !['A', 'B', 'TIE', 'BOTH_BAD', 'WITHDRAWN'].includes(options.outcome)) {
  console.error('usage: node send-vote.js --pair ID --outcome A|B|TIE|BOTH_BAD|WITHDRAWN [--voter PSEUDONYM]');
  process.exit(2);
}

const vote = {
  pair_id: options.pair,
  outcome: options.outcome,
  voter: options.voter ?? null,
  kind: options.kind,
  voted_at: Date.now(),
  swapped: null, probability: null, model_a: null, model_b: null,
  reasons: [],
  attributes: { client: 'javascript' },
};

// the schema is Arena's, as it is registered; a producer must not register another
const registry = new SchemaRegistryClient({ baseURLs: [options.registry] });
const serializer = new AvroSerializer(registry, SerdeType.VALUE, { useLatestVersion: true, autoRegisterSchemas: false });
const kafka = new Kafka({ clientId: 'arena-javascript', brokers: options.brokers.split(','), logLevel: logLevel.ERROR });
const producer = kafka.producer();
await producer.connect();
await producer.send({
  topic: options.votes,
  messages: [{ key: vote.pair_id, value: await serializer.serialize(options.votes, vote) }],
});
await producer.disconnect();
process.exit(0);
