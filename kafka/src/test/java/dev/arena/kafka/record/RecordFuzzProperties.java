package dev.arena.kafka.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.arena.kafka.record.CheckedDeserializer.ReadRecord;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.serde.ArenaSerdes;
import dev.arena.schemas.serde.RegistryClients;
import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.statistics.Statistics;
import org.apache.avro.Schema;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Whatever the bytes of a record and the schema that they name, it is read as a pair or a dead
 * letter, quickly and with little memory. A thousand schemas and bodies, each read twice, unless
 * {@code -Djqwik.tries.default} says otherwise; records after these may take a second of CPU time.
 */
final class RecordFuzzProperties {
  private static final String TOPIC = "pairs";
  private static final Map<String, Object> SETTINGS = Map.of("schema.registry.url", "mock://fuzz");
  private static final long MAX_ALLOCATED = 64L << 20;
  private static final int CASES_OF_THE_GATE = 2_000;

  /** So that a run does not hold all the schemas that it has made. */
  private static final int CASES_OF_A_REGISTRY = 1_000;

  private static final Duration MAX_CPU = Duration.ofSeconds(1);

  /** Far more than any case takes, so that the gate does not depend on the machine's speed. */
  private static final Duration MAX_CPU_IN_THE_GATE = Duration.ofSeconds(20);

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final SchemaRegistryClient parser = RegistryClients.open(SETTINGS);
  private MockSchemaRegistryClient registry = new MockSchemaRegistryClient();
  private CheckedDeserializer<ConversationPair> pairs = open(registry);
  private long cases;
  private long worstAllocated;
  private long worstCpu;
  private long worstWall;

  @Property(edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void anyBytesUnderAnySchemaAreAPairOrADeadLetterQuicklyAndWithLittleMemory(@ForAll Random random)
      throws Exception {
    RandomAvro avro = new RandomAvro(random);
    ParsedSchema writer = schema(random, avro);
    byte[] body = body(random, avro, writer);
    int id = registry.register(TOPIC + "-value", writer);
    byte[] value = ByteBuffer.allocate(5 + body.length).put((byte) 0).putInt(id).put(body).array();
    for (int time = 0; time < 2; time++) { // the second time, the schema has been judged before
      Statistics.label("outcome").collect(outcome(measured(value)));
    }
    if (cases % CASES_OF_A_REGISTRY == 0) {
      registry = new MockSchemaRegistryClient();
      pairs = open(registry);
    }
  }

  private static CheckedDeserializer<ConversationPair> open(SchemaRegistryClient registry) {
    return PairReader.of(
        registry,
        ArenaSerdes.of(ConversationPair.class, registry, SETTINGS).deserializer(),
        100_000_000);
  }

  @AfterProperty
  void printTheWorst() {
    System.out.printf(
        "%,d records: at most %,d bytes allocated, %.1f ms of CPU time, %.1f ms for one of them%n",
        cases, worstAllocated, worstCpu / 1e6, worstWall / 1e6);
  }

  private ReadRecord<ConversationPair> measured(byte[] value) {
    long allocatedBefore = threads.getCurrentThreadAllocatedBytes();
    long cpuBefore = threads.getCurrentThreadCpuTime();
    long wallBefore = System.nanoTime();
    ReadRecord<ConversationPair> read = pairs.deserialize(TOPIC, new RecordHeaders(), value);
    long wall = System.nanoTime() - wallBefore;
    long cpu = threads.getCurrentThreadCpuTime() - cpuBefore;
    long allocated = threads.getCurrentThreadAllocatedBytes() - allocatedBefore;

    cases++;
    worstAllocated = Math.max(worstAllocated, allocated);
    worstCpu = Math.max(worstCpu, cpu);
    worstWall = Math.max(worstWall, wall);
    assertThat(allocated).isLessThan(MAX_ALLOCATED);
    assertThat(cpu)
        .isLessThan((cases > CASES_OF_THE_GATE ? MAX_CPU : MAX_CPU_IN_THE_GATE).toNanos());
    return read;
  }

  private static String outcome(ReadRecord<ConversationPair> read) {
    if (read instanceof ReadRecord.Poison<ConversationPair> poison) {
      return poison.reason().reason().text();
    }
    assertThat(read).isInstanceOf(ReadRecord.Value.class);
    return "pair";
  }

  private ParsedSchema schema(Random random, RandomAvro avro) throws IOException {
    int kind = random.nextInt(20);
    if (kind == 0) {
      return parser.parseSchema("PROTOBUF", "syntax = 'proto3';", List.of()).orElseThrow();
    }
    if (kind == 1) {
      return parser.parseSchema("JSON", "{}", List.of()).orElseThrow();
    }
    if (kind < 6) {
      return new AvroSchema(ArenaSerdes.pairSchema());
    }
    return new AvroSchema(kind < 14 ? avro.pairLike() : avro.schema());
  }

  private static byte[] body(Random random, RandomAvro avro, ParsedSchema writer) {
    Schema schema = writer.rawSchema() instanceof Schema known ? known : ArenaSerdes.pairSchema();
    return switch (random.nextInt(8)) {
      case 0 -> {
        byte[] bytes = new byte[random.nextInt(2_000)];
        random.nextBytes(bytes);
        yield bytes;
      }
      case 1 -> {
        byte[] bytes = new byte[random.nextInt(random.nextInt(50) == 0 ? 1_000_000 : 5_000)];
        Arrays.fill(bytes, (byte) random.nextInt(6));
        yield bytes;
      }
      case 2, 3 -> avro.body(schema);
      default -> mutated(random, avro.body(schema));
    };
  }

  private static byte[] mutated(Random random, byte[] body) {
    byte[] bytes = body;
    for (int n = 1 + random.nextInt(4); n > 0; n--) {
      bytes = mutatedOnce(random, bytes);
    }
    return bytes;
  }

  private static byte[] mutatedOnce(Random random, byte[] bytes) {
    if (bytes.length == 0) {
      return number(random);
    }
    int at = random.nextInt(bytes.length);
    int to = at + random.nextInt(Math.min(100, bytes.length - at) + 1);
    byte[] before = Arrays.copyOf(bytes, at);
    byte[] piece = Arrays.copyOfRange(bytes, at, to);
    byte[] after = Arrays.copyOfRange(bytes, to, bytes.length);
    return switch (random.nextInt(6)) {
      case 0 -> before;
      case 1 -> joined(before, after);
      case 2 -> joined(before, piece, piece, after);
      case 3 -> joined(before, number(random), Arrays.copyOfRange(bytes, at + 1, bytes.length));
      case 4 -> joined(before, number(random), piece, after);
      default -> {
        byte[] flipped = bytes.clone();
        flipped[at] ^= (byte) (1 << random.nextInt(8));
        yield flipped;
      }
    };
  }

  /** A number as Avro writes it, often a very large or a negative one, or one without an end. */
  private static byte[] number(Random random) {
    int length = 1 + random.nextInt(11);
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    for (int i = 0; i < length; i++) {
      bytes[i] |= (byte) 0x80;
    }
    if (random.nextInt(10) > 0) {
      bytes[length - 1] &= 0x7f;
    }
    return bytes;
  }

  private static byte[] joined(byte[]... parts) {
    ByteBuffer all = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(part -> part.length).sum());
    Arrays.stream(parts).forEach(all::put);
    return all.array();
  }
}
