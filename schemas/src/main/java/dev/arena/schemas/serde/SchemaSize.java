package dev.arena.schemas.serde;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * The check that a schema is small enough for Avro, which recurses into each level when it resolves
 * or compares schemas. References back to an enclosing record do not count.
 */
final class SchemaSize {
  static final int MAX_TYPES = 10_000;
  static final int MAX_DEPTH = 200;

  /** The levels of visited schemas, by identity; 0 while a schema is open. */
  private final IdentityHashMap<Schema, Integer> levels = new IdentityHashMap<>();

  private final Deque<Visit> open = new ArrayDeque<>();

  private SchemaSize() {}

  private static final class Visit {
    private final Schema schema;
    private final List<Schema> parts;
    private int next;
    private int levelsBelow;

    Visit(Schema schema) {
      this.schema = schema;
      this.parts = parts(schema);
    }
  }

  /** A sentence that says which limit is exceeded; empty when the schema is small enough. */
  static Optional<String> excess(Schema schema) {
    SchemaSize size = new SchemaSize();
    int levels = size.levels(schema);
    if (size.levels.size() > MAX_TYPES) {
      return Optional.of("its schema has more than %,d types".formatted(MAX_TYPES));
    }
    return levels > MAX_DEPTH
        ? Optional.of("its schema is nested more than %d levels deep".formatted(MAX_DEPTH))
        : Optional.empty();
  }

  private int levels(Schema root) {
    enter(root);
    int last = 0;
    while (!open.isEmpty() && levels.size() <= MAX_TYPES) {
      Visit visit = open.element();
      if (visit.next < visit.parts.size()) {
        Schema part = visit.parts.get(visit.next++);
        Integer known = levels.get(part);
        if (known == null) {
          enter(part);
        } else {
          visit.levelsBelow = Math.max(visit.levelsBelow, known);
        }
      } else {
        open.remove();
        last = visit.levelsBelow + 1;
        levels.put(visit.schema, last);
        if (!open.isEmpty()) {
          open.element().levelsBelow = Math.max(open.element().levelsBelow, last);
        }
      }
    }
    return last;
  }

  private void enter(Schema schema) {
    levels.put(schema, 0);
    open.push(new Visit(schema));
  }

  private static List<Schema> parts(Schema schema) {
    return switch (schema.getType()) {
      case RECORD -> {
        List<Schema> fields = new ArrayList<>();
        schema.getFields().forEach(field -> fields.add(field.schema()));
        yield fields;
      }
      case ARRAY -> List.of(schema.getElementType());
      case MAP -> List.of(schema.getValueType());
      case UNION -> schema.getTypes();
      case ENUM, FIXED, STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> List.of();
    };
  }
}
