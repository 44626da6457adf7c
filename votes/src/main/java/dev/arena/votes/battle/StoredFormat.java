package dev.arena.votes.battle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/**
 * How the values of a store or of an internal topic are written: a version byte, then the fields in
 * Avro's binary encoding. No registry is involved: only this service reads the values, and a
 * registry that was restored may give schemas other ids. Thread-safe.
 *
 * @param name what the values are, for messages
 * @param remedy one or two sentences that say what to do if values cannot be read
 * @param writer writes the fields in order
 * @param reader reads the fields in the same order
 * @param <T> the type of values
 */
public record StoredFormat<T>(
    String name, String remedy, FieldWriter<T> writer, FieldReader<T> reader) {
  /**
   * The version that is written. It changes only if a format changes by more than fields that are
   * appended; such a version must also read the earlier ones.
   */
  public static final byte VERSION = 1;

  private static final int TYPICAL_BYTES = 256;

  /** Writes the fields of a value. */
  @FunctionalInterface
  public interface FieldWriter<T> {
    void write(T value, Encoder out) throws IOException;
  }

  /** Reads the fields of a value. */
  @FunctionalInterface
  public interface FieldReader<T> {
    T read(Decoder in) throws IOException;
  }

  /** The serde of these values; null stays null. */
  public Serde<T> serde() {
    return Serdes.serdeFrom(
        (topic, value) -> value == null ? null : encode(value),
        (topic, bytes) -> bytes == null ? null : decode(bytes));
  }

  /** The bytes of a value. */
  public byte[] encode(T value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(TYPICAL_BYTES);
    bytes.write(VERSION);
    try {
      BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
      writer.write(value, out);
      out.flush();
    } catch (IOException impossibleInMemory) {
      throw new SerializationException(impossibleInMemory);
    }
    return bytes.toByteArray();
  }

  /**
   * The value with these bytes. What follows the fields that this version knows is ignored, so an
   * earlier version reads what a later one wrote.
   *
   * @throws SerializationException if the version cannot be read, or the bytes are damaged
   */
  public T decode(byte[] bytes) {
    if (bytes.length == 0 || bytes[0] != VERSION) {
      throw new SerializationException(
          "stored data (%s) has version %s; expected %d. %s"
              .formatted(name, bytes.length == 0 ? "none" : bytes[0], VERSION, advice(bytes)));
    }
    BinaryDecoder in = DecoderFactory.get().binaryDecoder(bytes, 1, bytes.length - 1, null);
    try {
      return reader.read(in);
    } catch (IOException
        | AvroRuntimeException
        | IllegalArgumentException
        | IndexOutOfBoundsException damaged) {
      throw new SerializationException(
          "stored data (%s) is damaged, or a later version of Arena wrote it; expected what this version writes. %s"
              .formatted(name, remedy),
          damaged);
    }
  }

  private String advice(byte[] bytes) {
    return bytes.length > 0 && bytes[0] > VERSION
        ? "Probably a later version of Arena wrote it: upgrade this instance. In a rolling upgrade, restart each instance with the later version, and do not return to the earlier one."
        : remedy;
  }

  /** Whether there are fields that a later version has appended. */
  public static boolean hasMore(Decoder in) throws IOException {
    return !((BinaryDecoder) in).isEnd();
  }

  /** A text that may be null, as Avro's union of null and string. */
  public static void writeOptional(@Nullable String text, Encoder out) throws IOException {
    out.writeIndex(text == null ? 0 : 1);
    if (text != null) {
      out.writeString(text);
    }
  }

  /** Reads what {@link #writeOptional} wrote. */
  public static @Nullable String readOptional(Decoder in) throws IOException {
    return in.readIndex() == 0 ? null : in.readString();
  }

  /** The items of an array. */
  public static <T> void writeAll(List<T> items, Encoder out, FieldWriter<T> writer)
      throws IOException {
    out.writeArrayStart();
    out.setItemCount(items.size());
    for (T item : items) {
      out.startItem();
      writer.write(item, out);
    }
    out.writeArrayEnd();
  }

  /** Reads what {@link #writeAll} wrote. */
  public static <T> List<T> readAll(Decoder in, FieldReader<T> reader) throws IOException {
    List<T> items = new ArrayList<>();
    for (long left = in.readArrayStart(); left > 0; left = in.arrayNext()) {
      for (long i = 0; i < left; i++) {
        items.add(reader.read(in));
      }
    }
    return items;
  }
}
