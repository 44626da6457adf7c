package dev.arena.schemas.serde;

import dev.arena.schemas.serde.UnreadableRecordException.Fault;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The check of an Avro body against its writer's schema before Avro reads it. A body that passes is
 * cheap to read: it has every byte that its lengths announce, at most {@value #MAX_VALUES} values,
 * and none of them nested more than {@value #MAX_DEPTH} levels deep.
 *
 * <p>Avro itself allocates as many items as a block announces, skips a block by its announced size,
 * recurses into each level of a recursive record, and accepts any number of items without bytes,
 * such as nulls (docs/decisions/0032). This check uses its own stack, reads blocks item by item,
 * and counts every value. It ignores bytes after the end.
 *
 * <p>Not thread-safe; one instance checks one body.
 */
final class BodyCheck {
  /** A pair has a few values per turn; a million small values take about 60 MB in memory. */
  static final int MAX_VALUES = 1_000_000;

  /** Avro recurses into each level; a thread's stack has room for a few thousand. */
  static final int MAX_DEPTH = 500;

  private static final int INT_BYTES = 5;
  private static final int LONG_BYTES = 10;

  private final byte[] bytes;
  private final Deque<Container> open = new ArrayDeque<>();
  private int position;
  private int values;

  private BodyCheck(byte[] bytes, int start) {
    this.bytes = bytes;
    this.position = start;
  }

  /**
   * Requires that Avro can read a body.
   *
   * @param start where the body begins
   * @throws UnreadableRecordException when it is damaged, or has too many values or levels
   */
  static void requireReadable(Schema writer, byte[] bytes, int start) {
    BodyCheck check = new BodyCheck(bytes, start);
    check.value(writer);
    while (!check.open.isEmpty()) {
      Schema next = check.open.element().next(check);
      if (next == null) {
        check.open.remove();
      } else {
        check.value(next);
      }
    }
  }

  /** A value whose parts follow one by one. */
  private interface Container {
    /** The schema of the next part; null after the last. */
    @Nullable Schema next(BodyCheck check);
  }

  private static final class Fields implements Container {
    private final List<Schema.Field> fields;
    private int next;

    Fields(Schema schema) {
      this.fields = schema.getFields();
    }

    @Override
    public @Nullable Schema next(BodyCheck check) {
      return next == fields.size() ? null : fields.get(next++).schema();
    }
  }

  /** The blocks of an array or a map; a map's items begin with a key. */
  private static final class Blocks implements Container {
    private final Schema items;
    private final boolean keyed;
    private long left;
    private int end = -1;

    Blocks(Schema items, boolean keyed) {
      this.items = items;
      this.keyed = keyed;
    }

    @Override
    public @Nullable Schema next(BodyCheck check) {
      if (left == 0) {
        if (end >= 0 && end != check.position) {
          throw check.damaged("a block does not have the size that it announces");
        }
        begin(check);
        if (left == 0) {
          return null;
        }
      }
      left--;
      if (keyed) {
        check.count();
        check.skip(check.length());
      }
      return items;
    }

    private void begin(BodyCheck check) {
      left = check.number(LONG_BYTES);
      end = -1;
      if (left < 0) {
        end = check.position(check.length());
        left = -left;
      }
      if (left < 0) {
        throw check.damaged("a block announces %d items".formatted(left));
      }
    }
  }

  private void value(Schema schema) {
    count();
    switch (schema.getType()) {
      case NULL -> {}
      case BOOLEAN -> skip(1);
      case INT -> number(INT_BYTES);
      case LONG -> number(LONG_BYTES);
      case FLOAT -> skip(Float.BYTES);
      case DOUBLE -> skip(Double.BYTES);
      case STRING, BYTES -> skip(length());
      case FIXED -> skip(schema.getFixedSize());
      case ENUM -> index("a symbol", schema.getEnumSymbols().size());
      case UNION -> value(schema.getTypes().get(index("a branch", schema.getTypes().size())));
      case RECORD -> open(new Fields(schema));
      case ARRAY -> open(new Blocks(schema.getElementType(), false));
      case MAP -> open(new Blocks(schema.getValueType(), true));
    }
  }

  private void open(Container container) {
    if (open.size() == MAX_DEPTH) {
      throw new UnreadableRecordException(
          Fault.LIMIT, "its values are nested more than %,d levels deep".formatted(MAX_DEPTH));
    }
    open.push(container);
  }

  private void count() {
    if (++values > MAX_VALUES) {
      throw new UnreadableRecordException(
          Fault.LIMIT, "it has more than %,d values".formatted(MAX_VALUES));
    }
  }

  private int index(String what, int count) {
    long index = number(INT_BYTES);
    if (index < 0 || index >= count) {
      throw damaged("%s is number %d of %d".formatted(what, index, count));
    }
    return (int) index;
  }

  private int length() {
    long length = number(LONG_BYTES);
    if (length < 0) {
      throw damaged("a length is %d".formatted(length));
    }
    if (length > bytes.length - position) {
      throw endsEarly();
    }
    return (int) length;
  }

  private void skip(int length) {
    position = position(length);
  }

  private int position(int further) {
    if (further > bytes.length - position) {
      throw endsEarly();
    }
    return position + further;
  }

  /** A zigzag-encoded number, seven bits per byte; an int is truncated to 32 bits. */
  private long number(int maxBytes) {
    long bits = 0;
    for (int read = 0; read < maxBytes; read++) {
      if (position == bytes.length) {
        throw endsEarly();
      }
      byte next = bytes[position++];
      bits |= (long) (next & 0x7f) << 7 * read;
      if (next >= 0) {
        long whole = maxBytes == INT_BYTES ? bits & 0xffff_ffffL : bits;
        return (whole >>> 1) ^ -(whole & 1);
      }
    }
    throw damaged("a number has more than %d bytes".formatted(maxBytes));
  }

  private UnreadableRecordException endsEarly() {
    return new UnreadableRecordException(Fault.BODY, "its body is shorter than it announces");
  }

  private UnreadableRecordException damaged(String what) {
    return new UnreadableRecordException(
        Fault.BODY, "its body is damaged: %s at byte %d".formatted(what, position));
  }
}
