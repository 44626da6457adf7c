package dev.arena.kafka.record;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Random schemas, including those of records that read as pairs, and bodies that fit them. */
final class RandomAvro {
  private static final int MAX_SCHEMA_DEPTH = 5;
  private static final int MAX_FIXED = 100;

  /** Small, for many blocks; Avro's encoder fails if a value is not smaller than its block. */
  private static final int BLOCK = MAX_FIXED + 1;

  private static final int MAX_VALUES = 5_000;

  private final Random random;

  /** For the names of types, which are unique in a schema. */
  private int names;

  /** How many values the body may still get; those that it must have are added regardless. */
  private int left;

  RandomAvro(Random random) {
    this.random = random;
  }

  /** Any schema; records in it may contain themselves. */
  Schema schema() {
    return type(0, new ArrayList<>());
  }

  /** The schema of a record that may have every field of a pair, each of a type that may fit. */
  Schema pairLike() {
    List<Schema> enclosing = new ArrayList<>();
    Schema turn = Schema.createRecord("Turn", null, "dev.arena.schemas", false);
    Schema pair = Schema.createRecord("ConversationPair", null, "dev.arena.schemas", false);
    turn.setFields(
        fields(
            List.of("prompt", "response_a", "response_b"),
            () -> optional(Schema.create(Schema.Type.STRING)),
            List.of(pair)));
    List<Schema.Field> fields = new ArrayList<>();
    fields.add(field("id", mostly(Schema.create(Schema.Type.STRING), Schema.Type.BYTES)));
    fields.add(field("turns", optionally(Schema.createArray(turn))));
    enclosing.add(pair);
    fields.addAll(
        fields(
            List.of("model_a", "model_b"),
            () -> optional(Schema.create(Schema.Type.STRING)),
            enclosing));
    if (random.nextBoolean()) {
      fields.add(
          field(
              "created_at",
              optional(
                  LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG)))));
    }
    if (random.nextBoolean()) {
      fields.add(field("attributes", Schema.createMap(mostly(string(), Schema.Type.BYTES))));
    }
    pair.setFields(fields);
    return pair;
  }

  /** A body of a few thousand values at most. */
  byte[] body(Schema schema) {
    left = MAX_VALUES;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      BinaryEncoder encoder =
          random.nextBoolean()
              ? EncoderFactory.get().directBinaryEncoder(out, null)
              : new EncoderFactory().configureBlockSize(BLOCK).blockingBinaryEncoder(out, null);
      value(schema, encoder, 0);
      encoder.flush();
    } catch (IOException impossibleInMemory) {
      throw new UncheckedIOException(impossibleInMemory);
    }
    return out.toByteArray();
  }

  private List<Schema.Field> fields(
      List<String> known, Supplier<Schema> type, List<Schema> enclosing) {
    List<Schema.Field> fields = new ArrayList<>();
    for (String name : known) {
      if (random.nextInt(4) > 0) {
        fields.add(field(name, type.get()));
      }
      if (random.nextInt(4) == 0) {
        fields.add(field("more" + names++, type(2, new ArrayList<>(enclosing))));
      }
    }
    return fields;
  }

  private static Schema.Field field(String name, Schema schema) {
    return new Schema.Field(name, schema, null, null);
  }

  private static Schema string() {
    return Schema.create(Schema.Type.STRING);
  }

  private Schema mostly(Schema usual, Schema.Type other) {
    return random.nextInt(5) > 0 ? usual : Schema.create(other);
  }

  private Schema optionally(Schema schema) {
    return random.nextInt(5) > 0 ? schema : optional(schema);
  }

  private Schema optional(Schema schema) {
    Schema absent = Schema.create(Schema.Type.NULL);
    return switch (random.nextInt(4)) {
      case 0 -> schema;
      case 1 -> Schema.createUnion(schema, absent);
      case 2 -> Schema.createUnion(absent, schema, Schema.create(Schema.Type.DOUBLE));
      default -> Schema.createUnion(absent, schema);
    };
  }

  private Schema type(int depth, List<Schema> enclosing) {
    int kinds = depth < MAX_SCHEMA_DEPTH ? 16 : 10;
    return switch (random.nextInt(kinds)) {
      case 0 -> Schema.create(Schema.Type.NULL);
      case 1 -> Schema.create(Schema.Type.BOOLEAN);
      case 2 -> Schema.create(Schema.Type.INT);
      case 3 -> Schema.create(Schema.Type.LONG);
      case 4 -> Schema.create(random.nextBoolean() ? Schema.Type.FLOAT : Schema.Type.DOUBLE);
      case 5 -> string();
      case 6 ->
          random.nextBoolean()
              ? LogicalTypes.decimal(5, 2).addToSchema(Schema.create(Schema.Type.BYTES))
              : Schema.create(Schema.Type.BYTES);
      case 7 -> Schema.createFixed("F" + names++, null, null, fixedSize());
      case 8 -> Schema.createEnum("E" + names++, null, null, List.of("A", "B", "C"));
      case 9 ->
          enclosing.isEmpty()
              ? Schema.create(Schema.Type.NULL)
              : enclosing.get(random.nextInt(enclosing.size()));
      case 10, 11 -> Schema.createArray(type(depth + 1, enclosing));
      case 12 -> Schema.createMap(type(depth + 1, enclosing));
      case 13 -> union(depth, enclosing);
      default -> record(depth, enclosing);
    };
  }

  private int fixedSize() {
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> Integer.MAX_VALUE - 8; // the most that Avro accepts
      default -> random.nextInt(20);
    };
  }

  private Schema record(int depth, List<Schema> enclosing) {
    Schema record = Schema.createRecord("R" + names++, null, null, false);
    List<Schema> inside = new ArrayList<>(enclosing);
    inside.add(record);
    List<Schema.Field> fields = new ArrayList<>();
    for (int n = random.nextInt(4); n > 0; n--) {
      fields.add(field("f" + n, type(depth + 1, inside)));
    }
    record.setFields(fields);
    return record;
  }

  private Schema union(int depth, List<Schema> enclosing) {
    List<Schema> branches = new ArrayList<>();
    branches.add(Schema.create(Schema.Type.NULL));
    for (int n = random.nextInt(3); n > 0; n--) {
      Schema branch = type(depth + 1, enclosing);
      boolean free =
          branch.getType() != Schema.Type.UNION
              && branches.stream().noneMatch(b -> b.getFullName().equals(branch.getFullName()));
      if (free) {
        branches.add(branch);
      }
    }
    return Schema.createUnion(branches);
  }

  private void value(Schema schema, BinaryEncoder encoder, int depth) throws IOException {
    boolean enough = --left <= 0 || depth > 40;
    switch (schema.getType()) {
      case NULL -> encoder.writeNull();
      case BOOLEAN -> encoder.writeBoolean(random.nextBoolean());
      case INT -> encoder.writeInt(random.nextInt());
      case LONG -> encoder.writeLong(random.nextLong());
      case FLOAT -> encoder.writeFloat(random.nextFloat());
      case DOUBLE -> encoder.writeDouble(random.nextDouble());
      case STRING, BYTES -> encoder.writeBytes(bytes(random.nextInt(enough ? 1 : 30)));
      case FIXED -> encoder.writeFixed(bytes(Math.min(schema.getFixedSize(), MAX_FIXED)));
      case ENUM -> encoder.writeEnum(random.nextInt(schema.getEnumSymbols().size()));
      case UNION -> {
        int branch = enough ? 0 : random.nextInt(schema.getTypes().size());
        encoder.writeIndex(branch);
        value(schema.getTypes().get(branch), encoder, depth + 1);
      }
      case ARRAY -> {
        encoder.writeArrayStart();
        int count = enough ? 0 : random.nextInt(5);
        encoder.setItemCount(count);
        for (int n = 0; n < count; n++) {
          encoder.startItem();
          value(schema.getElementType(), encoder, depth + 1);
        }
        encoder.writeArrayEnd();
      }
      case MAP -> {
        encoder.writeMapStart();
        int count = enough ? 0 : random.nextInt(5);
        encoder.setItemCount(count);
        for (int n = 0; n < count; n++) {
          encoder.startItem();
          encoder.writeBytes(bytes(random.nextInt(10)));
          value(schema.getValueType(), encoder, depth + 1);
        }
        encoder.writeMapEnd();
      }
      case RECORD -> {
        if (depth > 60 || left < -MAX_VALUES) {
          return; // a record that must contain itself has no end
        }
        for (Schema.Field field : schema.getFields()) {
          value(field.schema(), encoder, depth + 1);
        }
      }
    }
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
