package dev.arena.cli.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The table of configuration keys, rendered for a terminal, for the documentation, or as JSON. */
public final class ConfigDocument {
  private final ConfigTable table;

  /** A document about one table. */
  public ConfigDocument(ConfigTable table) {
    this.table = table;
  }

  /** One paragraph per key: name, default, accepted values, sentence. */
  public String text() {
    StringBuilder page = new StringBuilder();
    for (ConfigKey<?> key : table.keys()) {
      page.append("%s = %s%n".formatted(key.name(), shownDefault(key)));
      page.append("    %s%n    Expects: %s.%n".formatted(key.sentence(), key.type().description()));
    }
    prefixes().forEach((prefix, says) -> page.append("%s*%n    %s%n".formatted(prefix, says)));
    return page.toString();
  }

  /** The tables for the page {@code docs/configuration.md}: keys, then prefixes. */
  public String markdown() {
    StringBuilder page = new StringBuilder(rows(table.keys()));
    page.append("\n| all keys that begin with | go to |\n|---|---|\n");
    prefixes().forEach((prefix, says) -> page.append("| `%s` | %s |\n".formatted(prefix, says)));
    return page.toString();
  }

  /** The table of the keys that another table does not have, or has with another meaning. */
  public String markdownWithout(ConfigTable other) {
    return rows(table.keys().stream().filter(key -> !other.keys().contains(key)).toList());
  }

  private static String rows(List<ConfigKey<?>> keys) {
    StringBuilder rows =
        new StringBuilder(
            "| key | variable | default | accepts | meaning |\n|---|---|---|---|---|\n");
    for (ConfigKey<?> key : keys) {
      String text = key.defaultText();
      rows.append(
          "| `%s` | `%s` | %s | %s | %s |\n"
              .formatted(
                  key.name(),
                  key.variable(),
                  text == null ? key.unset() : "`" + text + "`",
                  key.type().description(),
                  key.sentence()));
    }
    return rows.toString();
  }

  /** An array of objects with the fields name, variable, default, accepts and meaning. */
  public String json() {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ArrayNode all = mapper.createArrayNode();
    for (ConfigKey<?> key : table.keys()) {
      ObjectNode entry = all.addObject();
      entry.put("name", key.name());
      entry.put("variable", key.variable());
      entry.put("default", key.defaultText());
      entry.put("accepts", key.type().description());
      entry.put("meaning", key.sentence());
    }
    try {
      return mapper.writeValueAsString(all);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("strings could not be written as JSON", impossible);
    }
  }

  private Map<String, String> prefixes() {
    return new TreeMap<>(table.passThrough());
  }

  private static String shownDefault(ConfigKey<?> key) {
    String text = key.defaultText();
    return text == null ? "(" + key.unset() + ")" : text;
  }
}
