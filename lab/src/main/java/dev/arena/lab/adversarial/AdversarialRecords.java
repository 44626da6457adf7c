package dev.arena.lab.adversarial;

import dev.arena.kafka.client.Connection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * A generator of records of every {@link AdversarialKind}. The same seed and registry yield the
 * same records. For use by one thread.
 *
 * <p>At most {@value #MAX_UNKNOWN} records with an unknown schema come before the next readable
 * one: after more of them, the scorer concludes that the registry is wrong and stops ({@code
 * arena.registry.unknown.limit}, or a tenth of it before the first good record).
 */
public final class AdversarialRecords {
  /**
   * A marker in the texts of most records; neither a log line nor a dead letter's reason may
   * contain it.
   */
  public static final String PRIVATE_TEXT = AdversarialTexts.PRIVATE;

  private static final int MAX_UNKNOWN = 4;
  private static final int FIRST_UNKNOWN_ID = 1_000_000_000;
  private static final int MAX_BYTES = 2_000;
  private static final int MANY_TURNS = 200;
  private static final int REMEMBERED_IDS = 100;

  /** A length of 1.6 billion in Avro's encoding. */
  private static final byte[] ENORMOUS = HexFormat.of().parseHex("feffffff0b");

  /**
   * An id of one letter, and a block of turns with a count of -(2^31 - 9) and a size of 0 bytes.
   */
  private static final byte[] HOLLOW = HexFormat.of().parseHex("0278edffffff0f000000000000");

  /** A count of 2^62 items. */
  private static final byte[] ENDLESS = HexFormat.of().parseHex("8080808080808080800100");

  private static final int DEPTH = 100_000;

  /** A size above {@code arena.pair.max.bytes}. */
  private static final int OVERSIZED_BYTES = 9_000_000;

  private final AdversarialSchemas schemas;
  private final Options options;
  private final Random random;
  private final AdversarialTexts texts;
  private final long seed;
  private final String name;
  private final List<String> ids = new ArrayList<>();
  private long created;
  private int unknown;

  private AdversarialRecords(AdversarialSchemas schemas, Options options, long seed) {
    this.schemas = schemas;
    this.options = options;
    this.seed = seed;
    this.random = new Random(seed);
    this.texts = new AdversarialTexts(random);
    this.name = idPrefix(seed);
  }

  /**
   * Returns a generator whose schemas are registered with the connection's registry.
   *
   * @throws dev.arena.schemas.failure.UserException if the registry rejects them
   */
  public static AdversarialRecords open(Connection connection, Options options, long seed) {
    return new AdversarialRecords(AdversarialSchemas.register(connection), options, seed);
  }

  /** Returns what the ids of most records begin with; a number follows, from 0. */
  public static String idPrefix(long seed) {
    return "adversarial-" + Long.toHexString(seed) + "-";
  }

  /** Returns another generator of the same records, from the first one. */
  public AdversarialRecords fromStart() {
    return new AdversarialRecords(schemas, options, seed);
  }

  /** Returns a record of any kind. */
  public Generated next() {
    return next(Arrays.asList(AdversarialKind.values()));
  }

  /** Returns a record that becomes a dead letter, for stretches of poison records. */
  public Generated nextDeadLetter() {
    return next(Stream.of(AdversarialKind.values()).filter(kind -> !kind.scored()).toList());
  }

  /** Returns a record of this kind. */
  public Generated next(AdversarialKind kind) {
    String id = kind == AdversarialKind.DUPLICATE_ID ? earlierId() : newId();
    byte[] value = value(kind, id);
    unknown = kind == AdversarialKind.UNKNOWN_SCHEMA ? unknown + 1 : unknown;
    unknown = kind.scored() ? 0 : unknown;
    return new Generated(kind, key(kind, id), value);
  }

  private Generated next(List<AdversarialKind> kinds) {
    int draw = random.nextInt(kinds.stream().mapToInt(kind -> kind.weight(options)).sum());
    for (AdversarialKind kind : kinds) {
      draw -= kind.weight(options);
      if (draw < 0) {
        boolean limitReached = kind == AdversarialKind.UNKNOWN_SCHEMA && unknown == MAX_UNKNOWN;
        return next(limitReached ? AdversarialKind.TRUNCATED : kind);
      }
    }
    throw new IllegalStateException("the weights of " + kinds + " do not add up");
  }

  private String newId() {
    String id = name + created++;
    if (ids.size() < REMEMBERED_IDS) {
      ids.add(id);
    } else {
      ids.set(random.nextInt(REMEMBERED_IDS), id);
    }
    return id;
  }

  private String earlierId() {
    return ids.isEmpty() ? newId() : ids.get(random.nextInt(ids.size()));
  }

  private byte @Nullable [] key(AdversarialKind kind, String id) {
    return switch (kind) {
      case NOTHING, NULL_KEY -> null;
      case RANDOM_KEY -> bytes();
      default -> id.getBytes(StandardCharsets.UTF_8);
    };
  }

  private byte @Nullable [] value(AdversarialKind kind, String id) {
    return switch (kind) {
      case TOMBSTONE, NOTHING -> null;
      case EMPTY_VALUE -> new byte[0];
      case RANDOM_BYTES -> withWrongMagic(bytes());
      case WRONG_MAGIC -> withWrongMagic(plain(id));
      case JSON_TEXT ->
          "{\"id\": \"%s\", \"prompt\": \"%s\"}"
              .formatted(id, texts.plain())
              .getBytes(StandardCharsets.UTF_8);
      case UNKNOWN_SCHEMA -> withUnknownSchema(plain(id));
      case TRUNCATED -> truncated(plain(id));
      case ENORMOUS_TEXT -> enormous(new byte[0]);
      case ENORMOUS_TURNS -> enormous(new byte[] {2, 'x'});
      case HOLLOW_BLOCK -> concat(header(schemas.pair()), HOLLOW);
      case DEEP_FIELD -> concat(withoutTurns(schemas.deep(), id), repeat(DEPTH, 2));
      case DEEP_RECORD -> concat(header(schemas.chain()), repeat(DEPTH, 2));
      case ENDLESS_NULLS -> concat(withoutTurns(schemas.nulls(), id), ENDLESS);
      case OVERSIZED -> concat(plain(id), repeat(OVERSIZED_BYTES, ' '));
      case PROTOBUF -> withSchema(schemas.protobuf(), plain(id));
      case JSON_SCHEMA -> withSchema(schemas.json(), plain(id));
      case INCOMPLETE_SCHEMA -> incomplete(id);
      case OTHER_RECORD -> preference(id);
      case NO_TURNS -> pair(schemas.pair(), id, List.of());
      case CONTROL_ID -> pair(schemas.pair(), id + texts.controls(), List.of());
      case EMPTY_ID -> plain("");
      case EMPTY_TURNS ->
          pair(schemas.pair(), id, List.of(turn("", null, ""), turn(null, null, null)));
      case MANY_TURNS -> pair(schemas.pair(), id, turns(MANY_TURNS + random.nextInt(MANY_TURNS)));
      case LONE_SURROGATE -> of(id, texts::loneSurrogates);
      case INVALID_UTF8 -> of(id, texts::invalidUtf8);
      case CONTROL_CHARACTERS -> of(id, texts::controls);
      case MARKERS -> of(id, texts::markers);
      case LARGE_TEXT -> large(id);
      case FUTURE_SCHEMA -> future(id);
      case TRAILING_BYTES -> concat(plain(id), bytes());
      case NULL_KEY, RANDOM_KEY, DUPLICATE_ID -> plain(id);
    };
  }

  private byte[] bytes() {
    byte[] bytes = new byte[1 + random.nextInt(MAX_BYTES)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Replaces the first byte with a byte that is not 0. */
  private byte[] withWrongMagic(byte[] bytes) {
    bytes[0] = (byte) (1 + random.nextInt(255));
    return bytes;
  }

  private byte[] withUnknownSchema(byte[] value) {
    int id = FIRST_UNKNOWN_ID + random.nextInt(FIRST_UNKNOWN_ID);
    return withSchema(id, value);
  }

  private byte[] truncated(byte[] value) {
    int minLength = 1 + Integer.BYTES;
    return Arrays.copyOf(value, minLength + random.nextInt(value.length - minLength));
  }

  private byte[] enormous(byte[] before) {
    return concat(concat(header(schemas.pair()), before), ENORMOUS);
  }

  private static byte[] header(AdversarialSchemas.Registered schema) {
    return ByteBuffer.allocate(1 + Integer.BYTES).putInt(1, schema.id()).array();
  }

  private static byte[] withSchema(int id, byte[] value) {
    ByteBuffer.wrap(value).putInt(1, id);
    return value;
  }

  /** Encodes an id and no turns, the first two fields of a schema; its last field must follow. */
  private static byte[] withoutTurns(AdversarialSchemas.Registered schema, String id) {
    byte[] text = id.getBytes(StandardCharsets.UTF_8);
    ByteBuffer pair = ByteBuffer.allocate(1 + Integer.BYTES + 2 + text.length + 1);
    pair.put(header(schema));
    int length = 2 * text.length; // zigzag encoding
    pair.put((byte) ((length & 0x7f) | 0x80)).put((byte) (length >>> 7));
    return pair.put(text).put((byte) 0).array();
  }

  private static byte[] repeat(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static byte[] concat(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }

  private byte[] plain(String id) {
    return of(id, texts::plain);
  }

  private byte[] large(String id) {
    String text = texts.large(options.largeCharacters());
    return pair(schemas.pair(), id, List.of(turn(texts.plain(), text, texts.plain())));
  }

  private byte[] of(String id, Supplier<CharSequence> text) {
    return pair(schemas.pair(), id, List.of(turn(text.get(), text.get(), text.get())));
  }

  private byte[] future(String id) {
    GenericRecord record = record(schemas.future(), id, turns(1));
    record.put("comment", random.nextBoolean() ? texts.plain() : null);
    return schemas.future().encode(record);
  }

  private byte[] incomplete(String id) {
    GenericRecord record = new GenericData.Record(schemas.incomplete().schema());
    record.put("id", id);
    record.put("question", texts.plain());
    return schemas.incomplete().encode(record);
  }

  private byte[] preference(String id) {
    GenericRecord record = new GenericData.Record(schemas.preference().schema());
    record.put("id", id);
    record.put("winner_model_a", 1.0);
    record.put("winner_model_b", 0.0);
    record.put("winner_tie", 0.0);
    record.put("model", "adversarial@1");
    record.put("tokens", 1);
    record.put("truncated", false);
    record.put("scored_at", 0L);
    return schemas.preference().encode(record);
  }

  private byte[] pair(AdversarialSchemas.Registered schema, String id, List<GenericRecord> turns) {
    return schema.encode(record(schema, id, turns));
  }

  private static GenericRecord record(
      AdversarialSchemas.Registered schema, String id, List<GenericRecord> turns) {
    GenericRecord record = new GenericData.Record(schema.schema());
    record.put("id", id);
    record.put("turns", turns);
    record.put("attributes", Map.of());
    return record;
  }

  private List<GenericRecord> turns(int count) {
    return Stream.generate(() -> turn(texts.plain(), texts.plain(), texts.plain()))
        .limit(count)
        .toList();
  }

  private GenericRecord turn(
      @Nullable CharSequence prompt, @Nullable CharSequence a, @Nullable CharSequence b) {
    Schema schema = schemas.pair().schema().getField("turns").schema().getElementType();
    GenericRecord turn = new GenericData.Record(schema);
    turn.put("prompt", prompt);
    turn.put("response_a", a);
    turn.put("response_b", b);
    return turn;
  }

  /** The key and the value of an adversarial record. */
  public record Generated(AdversarialKind kind, byte @Nullable [] key, byte @Nullable [] value) {}

  /**
   * The frequency and the size of large records.
   *
   * @param largeWeight frequency of each kind of large record, relative to {@value
   *     AdversarialKind#WEIGHT} for the other kinds; 0 for never
   * @param largeCharacters length of a large text in one-byte characters
   */
  public record Options(int largeWeight, int largeCharacters) {
    private static final int LARGE_CHARACTERS = 5_000_000;

    public Options {
      if (largeWeight < 0 || largeCharacters < 1) {
        throw new IllegalArgumentException(
            "weight %d, %d characters; expected at least 0 and at least 1"
                .formatted(largeWeight, largeCharacters));
      }
    }

    /** Returns options for texts of 5 MB in about one in three thousand records. */
    public static Options defaults() {
      return new Options(1, LARGE_CHARACTERS);
    }
  }
}
