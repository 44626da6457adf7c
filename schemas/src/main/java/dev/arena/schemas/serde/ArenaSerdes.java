package dev.arena.schemas.serde;

import dev.arena.schemas.Battle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Leaderboard;
import dev.arena.schemas.LiveEvaluation;
import dev.arena.schemas.Preference;
import dev.arena.schemas.Vote;
import dev.arena.schemas.failure.UserException;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaUtils;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import io.confluent.kafka.serializers.subject.TopicNameStrategy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Serdes for the values of Arena's topics, for use with a schema registry.
 *
 * <p>They accept the settings of Confluent's Avro serializers ({@code schema.registry.url}, {@code
 * basic.auth.user.info}, ...) with these differences:
 *
 * <ul>
 *   <li>{@code auto.register.schemas} is false by default: a writer may use only schemas registered
 *       under {@code <topic>-value}. {@code use.latest.version} stays off, so records are always
 *       written with this version's schema, as in the {@code .avsc} files and without the additions
 *       of Avro's generator.
 *   <li>Records are resolved from the writer's schema, older or newer, to this version's record;
 *       the name and namespace of the writer's record do not matter. Fields that do not resolve, a
 *       damaged body and too many values cause an {@link UnreadableRecordException}.
 * </ul>
 *
 * <p>Null values stay null. Each serde owns a registry client, so close it.
 */
public final class ArenaSerdes {
  private static final String URL = "schema.registry.url";
  private static final String BEARER = "bearer.auth.credentials.source";

  private ArenaSerdes() {}

  /**
   * A serde for one type of record with the caller's registry client, which others may share.
   *
   * @param type one of the records in {@code dev.arena.schemas}
   * @throws UserException when a setting cannot work
   */
  public static <T extends SpecificRecord> Serde<T> of(
      Class<T> type, SchemaRegistryClient registry, Map<String, ?> registryConfig) {
    return serde(type, registry, checked(registryConfig));
  }

  /**
   * A serde for conversation pairs.
   *
   * @throws UserException when the registry's address is missing, or a setting cannot work
   */
  public static Serde<ConversationPair> pairs(Map<String, ?> registryConfig) {
    return serde(ConversationPair.class, registryConfig);
  }

  /**
   * A serde for preferences.
   *
   * @throws UserException when the registry's address is missing, or a setting cannot work
   */
  public static Serde<Preference> preferences(Map<String, ?> registryConfig) {
    return serde(Preference.class, registryConfig);
  }

  /**
   * A serde for votes.
   *
   * @throws UserException when the registry's address is missing, or a setting cannot work
   */
  public static Serde<Vote> votes(Map<String, ?> registryConfig) {
    return serde(Vote.class, registryConfig);
  }

  /**
   * A serde for battles.
   *
   * @throws UserException when the registry's address is missing, or a setting cannot work
   */
  public static Serde<Battle> battles(Map<String, ?> registryConfig) {
    return serde(Battle.class, registryConfig);
  }

  /**
   * A serde for live evaluations.
   *
   * @throws UserException when the registry's address is missing, or a setting cannot work
   */
  public static Serde<LiveEvaluation> evaluations(Map<String, ?> registryConfig) {
    return serde(LiveEvaluation.class, registryConfig);
  }

  /**
   * A serde for leaderboards.
   *
   * @throws UserException when the registry's address is missing, or a setting cannot work
   */
  public static Serde<Leaderboard> leaderboards(Map<String, ?> registryConfig) {
    return serde(Leaderboard.class, registryConfig);
  }

  /** The schema of pairs that their serde registers and looks up. */
  public static Schema pairSchema() {
    return schema(new ConversationPair());
  }

  /** The schema of preferences that their serde registers and looks up. */
  public static Schema preferenceSchema() {
    return schema(new Preference());
  }

  /** The schema of votes that their serde registers and looks up. */
  public static Schema voteSchema() {
    return schema(new Vote());
  }

  /** The schema of battles that their serde registers and looks up. */
  public static Schema battleSchema() {
    return schema(new Battle());
  }

  /** The schema of live evaluations that their serde registers and looks up. */
  public static Schema evaluationSchema() {
    return schema(new LiveEvaluation());
  }

  /** The schema of leaderboards that their serde registers and looks up. */
  public static Schema leaderboardSchema() {
    return schema(new Leaderboard());
  }

  private static Schema schema(SpecificRecord record) {
    return AvroSchemaUtils.getSchema(record, false, false, true);
  }

  private static <T extends SpecificRecord> Serde<T> serde(
      Class<T> type, Map<String, ?> registryConfig) {
    Map<String, Object> config = checked(registryConfig);
    return serde(type, RegistryClients.open(config), config);
  }

  private static <T extends SpecificRecord> Serde<T> serde(
      Class<T> type, SchemaRegistryClient registry, Map<String, Object> config) {
    KafkaAvroSerializer serializer = new KafkaAvroSerializer(registry);
    KafkaAvroDeserializer deserializer = new KafkaAvroDeserializer(registry);
    config.putIfAbsent("auto.register.schemas", false);
    config.put("use.latest.version", false);
    config.put("avro.remove.java.properties", true);
    // otherwise some registries treat a schema that differs only in white space as different
    config.put("normalize.schemas", true);
    config.put("value.subject.name.strategy", TopicNameStrategy.class.getName());
    config.put("specific.avro.reader", true);
    config.put("specific.avro.value.type", type.getName());
    serializer.configure(config, false);
    deserializer.configure(config, false);
    return Serdes.serdeFrom(
        new RecordSerializer<>(type, serializer),
        new RecordDeserializer<>(type, deserializer, registry));
  }

  private static Map<String, Object> checked(Map<String, ?> registryConfig) {
    Object url = registryConfig.get(URL);
    if (url == null || url.toString().isBlank()) {
      throw new UserException(
          "the schema registry's address is missing ("
              + URL
              + "); expected a URL such as"
              + " http://127.0.0.1:8081/apis/ccompat/v7. Set registry.url.");
    }
    if ("OAUTHBEARER".equals(String.valueOf(registryConfig.get(BEARER)))) {
      throw new UserException(
          BEARER
              + " is OAUTHBEARER, for which Confluent's client 7.9 needs classes that Kafka 4"
              + " removed; expected basic authentication, a static token, or mutual TLS. Set"
              + " registry.basic.auth.user.info, or registry."
              + BEARER
              + "=STATIC_TOKEN.");
    }
    return new HashMap<>(registryConfig);
  }

  /**
   * A serializer that writes one type of record like Confluent's Avro serializer, but faster.
   * Confluent's serializer normalises and looks up the schema for every record; this one calls it
   * only for a topic's first record, because the schema, and therefore the bytes before the body,
   * never changes. If the body is not plain Avro, for instance because a registry rule encrypts it,
   * Confluent's serializer writes every record. A rule that does not change the body (a condition)
   * is evaluated only for a topic's first record. Thread-safe.
   */
  private static final class RecordSerializer<T extends SpecificRecord> implements Serializer<T> {
    private static final int HEADER_BYTES = 1 + Integer.BYTES;
    private static final int FIRST_BUFFER_BYTES = 256;

    private final KafkaAvroSerializer serializer;
    private final SpecificDatumWriter<T> writer;

    /** Magic byte and schema id, by topic. */
    private final Map<String, byte[]> prefixes = new ConcurrentHashMap<>();

    RecordSerializer(Class<T> type, KafkaAvroSerializer serializer) {
      this.serializer = serializer;
      this.writer = new SpecificDatumWriter<>(type);
    }

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable T record) {
      byte[] prefix = prefixes.get(topic);
      return record == null || prefix == null
          ? learned(topic, record, serializer.serialize(topic, record))
          : written(prefix, record);
    }

    @Override
    public byte @Nullable [] serialize(String topic, Headers headers, @Nullable T record) {
      byte[] prefix = prefixes.get(topic);
      return record == null || prefix == null
          ? learned(topic, record, serializer.serialize(topic, headers, record))
          : written(prefix, record);
    }

    private byte @Nullable [] learned(String topic, @Nullable T record, byte @Nullable [] bytes) {
      if (record != null && bytes != null && bytes.length > HEADER_BYTES) {
        byte[] prefix = Arrays.copyOf(bytes, HEADER_BYTES);
        if (Arrays.equals(bytes, written(prefix, record))) {
          prefixes.put(topic, prefix);
        }
      }
      return bytes;
    }

    private byte[] written(byte[] prefix, T record) {
      ByteArrayOutputStream out = new ByteArrayOutputStream(FIRST_BUFFER_BYTES);
      out.write(prefix, 0, prefix.length);
      try {
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        writer.write(record, encoder);
        encoder.flush();
      } catch (IOException | RuntimeException unwritable) {
        throw new SerializationException(
            "a record cannot be written as Avro: " + unwritable.getMessage(), unwritable);
      }
      return out.toByteArray();
    }

    @Override
    public void close() {
      serializer.close();
    }
  }
}
