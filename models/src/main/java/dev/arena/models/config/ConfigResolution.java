package dev.arena.models.config;

import dev.arena.models.command.Spelling;
import dev.arena.schemas.failure.UsageException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One pass over all sources that collects values, mistakes and warnings. Used once, by one thread.
 */
final class ConfigResolution {
  private final ConfigTable table;
  private final ConfigSources sources;
  private final References references;
  private final Map<String, String> texts = new TreeMap<>();
  private final Set<String> referring = new TreeSet<>();
  private final List<String> mistakes = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  ConfigResolution(ConfigTable table, ConfigSources sources) {
    this.table = table;
    this.sources = sources;
    this.references = new References(sources.environment());
  }

  Configuration resolve() {
    table.keys().forEach(this::takeDefault);
    sources.file().forEach((name, text) -> take(name, text, sources.fileName() + ": "));
    sources.environment().forEach(this::takeVariable);
    sources.commandLine().forEach((name, text) -> take(name, text, "--set "));
    if (!mistakes.isEmpty()) {
      throw new UsageException(String.join(System.lineSeparator(), mistakes));
    }
    return new Configuration(texts, referring, warnings);
  }

  private void takeDefault(ConfigKey<?> key) {
    String text = key.defaultText();
    if (text != null) {
      texts.put(key.name(), text);
    }
  }

  private void take(String name, String text, String origin) {
    Optional<ConfigKey<?>> key = table.find(name);
    if (key.isPresent()) {
      takeKnown(key.get(), text, origin + name);
    } else if (table.passesThrough(name)) {
      put(name, text, origin + name);
    } else {
      mistakes.add(
          "%s: unknown key%s (all keys: ./arena config)"
              .formatted(origin + name, nearest(name, table.names())));
    }
  }

  /** Kubernetes injects variables such as ARENA_PORT, so an unknown one is no mistake. */
  private void takeVariable(String variable, String text) {
    if (!variable.startsWith(EnvironmentNames.PREFIX)) {
      return;
    }
    String dotted = EnvironmentNames.dotted(variable);
    Optional<ConfigKey<?>> key = table.find(dotted).or(() -> table.find("arena." + dotted));
    if (key.isPresent()) {
      takeKnown(key.get(), text, "variable " + variable);
    } else if (table.passesThrough(dotted)) {
      put(dotted, text, "variable " + variable);
    } else if (table.passesThrough("arena." + dotted)) {
      put("arena." + dotted, text, "variable " + variable);
    } else {
      List<String> variables = table.keys().stream().map(ConfigKey::variable).toList();
      warnings.add(
          "variable %s is not one of Arena's and is ignored%s"
              .formatted(variable, nearest(variable, variables)));
    }
  }

  private void takeKnown(ConfigKey<?> key, String text, String origin) {
    if (!put(key.name(), text, origin)) {
      return;
    }
    String value = texts.getOrDefault(key.name(), "").strip();
    texts.put(key.name(), value);
    if (key.type().parse(value) == null) {
      String shown =
          SecretNames.isSecret(key.name()) ? "hidden" : "\"" + SecretNames.withoutUser(text) + "\"";
      mistakes.add("%s is %s; expected %s".formatted(origin, shown, key.type().description()));
    }
  }

  /** Whether everything was there that the text refers to. */
  private boolean put(String name, String text, String origin) {
    referring.remove(name);
    try {
      texts.put(name, references.resolve(text));
    } catch (UsageException missing) {
      mistakes.add("%s: %s".formatted(origin, missing.getMessage()));
      return false;
    }
    if (References.areIn(text)) {
      referring.add(name);
    }
    return true;
  }

  private static String nearest(String typed, Collection<String> known) {
    return Spelling.nearest(typed, known).map(name -> ": did you mean " + name + "?").orElse("");
  }
}
