package dev.arena.trainer.safetensors;

import ai.onnxruntime.platform.Fp16Conversions;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON header of a safetensors file, with the position of each tensor. Parsing checks that the
 * tensors cover the bytes after the header exactly once.
 *
 * @param tensors by name, in the order of their bytes
 * @param metadata texts that were written with the tensors, by name
 */
record Header(Map<String, Entry> tensors, Map<String, String> metadata) {
  static final String METADATA = "__metadata__";

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * One tensor.
   *
   * @param type as the file spells it
   * @param shape its dimensions, none of them negative
   * @param begin offset of its first byte from the end of the header
   * @param end offset of the byte after its last
   */
  record Entry(String type, long[] shape, long begin, long end) {
    @Nullable NumberType numberType() {
      return Arrays.stream(NumberType.values())
          .filter(known -> known.name().equals(type))
          .findFirst()
          .orElse(null);
    }
  }

  /** The exception that says what is wrong with a header. */
  static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedException(String found) {
      super(found);
    }
  }

  /** A type of number that can be read as a float, named as in the format. */
  enum NumberType {
    F32(4),
    F16(2),
    BF16(2);

    private final int bytes;

    NumberType(int bytes) {
      this.bytes = bytes;
    }

    int bytes() {
      return bytes;
    }

    /** Reads all numbers from little-endian bytes. */
    void read(ByteBuffer from, float[] to, int at) {
      int count = from.remaining() / bytes;
      switch (this) {
        case F32 -> from.asFloatBuffer().get(to, at, count);
        case F16 -> {
          for (int i = 0; i < count; i++) {
            to[at + i] = Fp16Conversions.fp16ToFloat(from.getShort());
          }
        }
        case BF16 -> {
          for (int i = 0; i < count; i++) {
            to[at + i] = Fp16Conversions.bf16ToFloat(from.getShort());
          }
        }
      }
    }
  }

  /**
   * Parses and checks a header.
   *
   * @param json the header's bytes
   * @param dataBytes number of bytes that follow it in the file
   */
  static Header parse(byte[] json, long dataBytes) throws MalformedException {
    JsonNode root = tree(json);
    if (!root.isObject()) {
      throw new MalformedException("its header is not a JSON object");
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    List<Map.Entry<String, Entry>> tensors = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      if (field.getKey().equals(METADATA)) {
        metadata = metadata(field.getValue());
      } else {
        tensors.add(Map.entry(field.getKey(), entry(field.getKey(), field.getValue())));
      }
    }
    tensors.sort(
        Comparator.comparingLong((Map.Entry<String, Entry> tensor) -> tensor.getValue().begin())
            .thenComparingLong(tensor -> tensor.getValue().end()));
    requireCovered(tensors, dataBytes);
    Map<String, Entry> byName = new LinkedHashMap<>();
    tensors.forEach(tensor -> byName.put(tensor.getKey(), tensor.getValue()));
    return new Header(Collections.unmodifiableMap(byName), Collections.unmodifiableMap(metadata));
  }

  private static JsonNode tree(byte[] json) throws MalformedException {
    try {
      return MAPPER.readTree(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString());
    } catch (CharacterCodingException e) {
      throw new MalformedException("its header is not UTF-8");
    } catch (JsonProcessingException e) {
      throw new MalformedException("its header is not JSON (%s)".formatted(e.getOriginalMessage()));
    }
  }

  private static Map<String, String> metadata(JsonNode node) throws MalformedException {
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!field.getValue().isTextual()) {
        throw new MalformedException("%s %s is not a string".formatted(METADATA, field.getKey()));
      }
      metadata.put(field.getKey(), field.getValue().textValue());
    }
    return metadata;
  }

  private static Entry entry(String name, JsonNode node) throws MalformedException {
    JsonNode offsets = node.path("data_offsets");
    if (!node.path("dtype").isTextual()
        || !node.path("shape").isArray()
        || !offsets.isArray()
        || offsets.size() != 2) {
      throw new MalformedException(
          "tensor %s lacks a dtype, a shape or two data_offsets".formatted(name));
    }
    long[] shape = new long[node.path("shape").size()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = count(name, "shape", node.path("shape").get(i));
    }
    Entry entry =
        new Entry(
            node.path("dtype").textValue(),
            shape,
            count(name, "data_offsets", offsets.get(0)),
            count(name, "data_offsets", offsets.get(1)));
    requireRoom(name, entry);
    return entry;
  }

  private static long count(String name, String field, JsonNode node) throws MalformedException {
    if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
      throw new MalformedException(
          "tensor %s has %s in its %s; expected a number of at least 0"
              .formatted(name, node, field));
    }
    return node.longValue();
  }

  /** Requires that a tensor's bytes fill its shape, unless its type cannot be read anyway. */
  private static void requireRoom(String name, Entry entry) throws MalformedException {
    if (entry.end() < entry.begin()) {
      throw new MalformedException("tensor %s ends before it begins".formatted(name));
    }
    NumberType type = entry.numberType();
    if (type == null) {
      return;
    }
    try {
      long expected = type.bytes();
      for (long dimension : entry.shape()) {
        expected = Math.multiplyExact(expected, dimension);
      }
      if (expected == entry.end() - entry.begin()) {
        return;
      }
    } catch (ArithmeticException overflow) {
      // larger than any file
    }
    throw new MalformedException(
        "tensor %s of shape %s and type %s has %d bytes"
            .formatted(name, Arrays.toString(entry.shape()), type, entry.end() - entry.begin()));
  }

  private static void requireCovered(List<Map.Entry<String, Entry>> tensors, long dataBytes)
      throws MalformedException {
    long covered = 0;
    for (Map.Entry<String, Entry> tensor : tensors) {
      Entry entry = tensor.getValue();
      if (entry.end() > dataBytes) {
        throw new MalformedException(
            "tensor %s ends at byte %d after the header, but only %d bytes follow the header"
                .formatted(tensor.getKey(), entry.end(), dataBytes));
      }
      if (entry.begin() != covered) {
        throw new MalformedException(
            "tensor %s begins at byte %d after the header, %s"
                .formatted(
                    tensor.getKey(),
                    entry.begin(),
                    entry.begin() < covered
                        ? "inside the tensor before it"
                        : "but the tensor before it ends at " + covered));
      }
      covered = entry.end();
    }
    if (covered != dataBytes) {
      throw new MalformedException(
          "%d bytes follow its last tensor".formatted(dataBytes - covered));
    }
  }
}
