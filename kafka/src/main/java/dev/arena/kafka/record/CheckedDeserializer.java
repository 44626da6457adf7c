package dev.arena.kafka.record;

import dev.arena.cli.config.ConfigKey;
import dev.arena.kafka.deadletter.DeadLetterException;
import dev.arena.kafka.deadletter.ReadReason;
import dev.arena.kafka.failure.Causes;
import dev.arena.kafka.failure.RegistryErrors;
import dev.arena.kafka.failure.RegistryException;
import dev.arena.kafka.streams.ThreadActivity;
import dev.arena.schemas.serde.UnreadableRecordException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.apache.avro.AvroTypeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of a topic. Distinguishes bytes that are no such value, or have an unknown
 * schema, from a registry that does not answer ({@link RegistryException}). Never returns null.
 *
 * <p>The writer's schema is looked up before the body is read, so any later failure is the body's
 * fault. Safe for use by many threads if the format's deserializer is.
 *
 * @param <T> the type of values
 */
public final class CheckedDeserializer<T>
    implements Deserializer<CheckedDeserializer.ReadRecord<T>> {
  private static final int HEADER_BYTES = 1 + Integer.BYTES;

  private final Format<T> format;
  private final SchemaLookup schemas;
  private final LongSupplier nanoClock;
  private final ThreadActivity activity;
  private final LongAdder nanos = new LongAdder();

  /**
   * @param schemas knows which schemas the registry has
   * @param nanoClock such as {@code System::nanoTime}
   * @param activity is notified when a record is read, so that a read that never ends is noticed
   */
  public CheckedDeserializer(
      Format<T> format, SchemaLookup schemas, LongSupplier nanoClock, ThreadActivity activity) {
    this.format = format;
    this.schemas = schemas;
    this.nanoClock = nanoClock;
    this.activity = activity;
  }

  /**
   * The values of a topic.
   *
   * @param name the name of their Avro record, for messages
   * @param maxBytes the largest value that is read, in bytes; larger ones become dead letters
   * @param maxBytesKey the key that sets this limit, for messages; null if it is fixed
   * @param deserializer reads values with a known schema
   * @param <T> the type of values
   */
  public record Format<T>(
      String name,
      int maxBytes,
      @Nullable ConfigKey<Integer> maxBytesKey,
      Deserializer<T> deserializer) {
    /** With a limit that no key changes. */
    public Format(String name, int maxBytes, Deserializer<T> deserializer) {
      this(name, maxBytes, null, deserializer);
    }

    private String limit() {
      return maxBytesKey == null
          ? "%,d".formatted(maxBytes)
          : "%,d (%s)".formatted(maxBytes, maxBytesKey.name());
    }
  }

  /**
   * The result of reading a record's bytes.
   *
   * @param <T> the type of values
   */
  public sealed interface ReadRecord<T> {
    /**
     * The value. Called when it is the record's turn (docs/decisions/0023).
     *
     * @param unknown counts records whose schema the registry does not know
     * @throws DeadLetterException if the record has no value
     * @throws RegistryException if the registry knew too few schemas in a row
     */
    T atItsTurn(UnknownSchemas unknown, TopicPartition partition, long offset);

    /** The bytes are a value. */
    record Value<T>(T value) implements ReadRecord<T> {
      @Override
      public T atItsTurn(UnknownSchemas unknown, TopicPartition partition, long offset) {
        unknown.met();
        return value;
      }
    }

    /** The registry does not know the schema that the bytes name. */
    record UnknownSchema<T>(int id) implements ReadRecord<T> {
      @Override
      public T atItsTurn(UnknownSchemas unknown, TopicPartition partition, long offset) {
        throw unknown.met(partition, offset, id);
      }
    }

    /** The bytes can never be read. */
    record Poison<T>(DeadLetterException reason) implements ReadRecord<T> {
      @Override
      public T atItsTurn(UnknownSchemas unknown, TopicPartition partition, long offset) {
        throw reason;
      }
    }
  }

  /** The total reading time in nanoseconds, over all records that could be read. */
  public long nanos() {
    return nanos.sum();
  }

  @Override
  public ReadRecord<T> deserialize(String topic, byte @Nullable [] bytes) {
    throw new UnsupportedOperationException("records come with headers");
  }

  @Override
  public ReadRecord<T> deserialize(String topic, Headers headers, byte @Nullable [] bytes) {
    activity.reading(topic, bytes == null ? 0 : bytes.length);
    try {
      return read(topic, headers, bytes);
    } catch (DeadLetterException poison) {
      return new ReadRecord.Poison<>(poison);
    } finally {
      activity.done();
    }
  }

  private ReadRecord<T> read(String topic, Headers headers, byte @Nullable [] bytes) {
    if (bytes == null) {
      throw new DeadLetterException(
          ReadReason.NO_VALUE, "the value is null; expected a %s".formatted(format.name()));
    }
    long start = nanoClock.getAsLong();
    int schema = schemaId(bytes);
    if (bytes.length > format.maxBytes()) {
      throw new DeadLetterException(
          ReadReason.OVERSIZED,
          "the value has %,d bytes; expected at most %s".formatted(bytes.length, format.limit()));
    }
    if (!schemas.knows(topic, schema)) {
      return new ReadRecord.UnknownSchema<>(schema);
    }
    T value = value(topic, headers, bytes);
    nanos.add(nanoClock.getAsLong() - start);
    return new ReadRecord.Value<>(value);
  }

  @Override
  public void close() {
    format.deserializer().close();
  }

  private static int schemaId(byte[] bytes) {
    if (bytes.length < HEADER_BYTES || bytes[0] != 0) {
      throw new DeadLetterException(
          ReadReason.WIRE_FORMAT,
          "the value (%d bytes%s) is not in Confluent's wire format; expected byte 0, a schema id in 4 bytes, and an Avro body"
              .formatted(
                  bytes.length,
                  bytes.length == 0 ? "" : ", the first being %d".formatted(bytes[0] & 0xff)));
    }
    return ByteBuffer.wrap(bytes).getInt(1);
  }

  private T value(String topic, Headers headers, byte[] bytes) {
    T value;
    try {
      value = format.deserializer().deserialize(topic, headers, bytes);
    } catch (UnreadableRecordException unreadable) {
      throw new DeadLetterException(
          switch (unreadable.fault()) {
            case SCHEMA -> ReadReason.SCHEMA;
            case BODY -> ReadReason.BODY;
            case LIMIT -> ReadReason.OVERSIZED;
          },
          String.valueOf(unreadable.getMessage()));
    } catch (RuntimeException unreadable) {
      if (RegistryErrors.isRegistryFailure(unreadable)) {
        throw SchemaLookup.unavailable(schemaId(bytes), unreadable);
      }
      throw new DeadLetterException(
          ReadReason.BODY,
          "the value cannot be read as a %s with the registry's schema %d: %s"
              .formatted(format.name(), schemaId(bytes), fault(unreadable)));
    }
    if (value == null) {
      throw new DeadLetterException(
          ReadReason.BODY, "the value reads as null; expected a %s".formatted(format.name()));
    }
    return value;
  }

  /**
   * What is wrong with a body, without quoting its texts. Uses Avro's own messages only where they
   * are about schemas.
   */
  private static String fault(Throwable thrown) {
    Throwable cause = Causes.root(thrown);
    String message = cause.getMessage();
    if (cause instanceof AvroTypeException && message != null) {
      return message;
    }
    return "its body is damaged (%s)".formatted(cause.getClass().getSimpleName());
  }
}
