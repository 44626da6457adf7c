package dev.arena.console.topics;

import java.util.Collection;
import java.util.Map;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** Estimates how much memory a record takes. */
final class RecordSize {
  private static final int OBJECT_BYTES = 32;
  private static final int TEXT_BYTES = 56;
  private static final int REFERENCE_BYTES = 8;
  private static final int LARGEST_LATIN_1 = 0xff;

  private RecordSize() {}

  /** The size of an Avro value in bytes, with everything it refers to. */
  static long of(@Nullable Object value) {
    long bytes = REFERENCE_BYTES;
    if (value instanceof CharSequence text) {
      bytes += TEXT_BYTES + (isLatin1(text) ? 1L : 2L) * text.length();
    } else if (value instanceof IndexedRecord record) {
      bytes += OBJECT_BYTES;
      for (int field = 0; field < record.getSchema().getFields().size(); field++) {
        bytes += of(record.get(field));
      }
    } else if (value instanceof Collection<?> values) {
      bytes += OBJECT_BYTES;
      for (Object each : values) {
        bytes += of(each);
      }
    } else if (value instanceof Map<?, ?> map) {
      bytes += OBJECT_BYTES;
      for (Map.Entry<?, ?> each : map.entrySet()) {
        bytes += OBJECT_BYTES + of(each.getKey()) + of(each.getValue());
      }
    }
    return bytes;
  }

  /** Whether Java keeps the text with one byte for each character. */
  private static boolean isLatin1(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > LARGEST_LATIN_1) {
        return false;
      }
    }
    return true;
  }
}
