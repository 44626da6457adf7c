package dev.arena.cli.config;

import dev.arena.cli.Spelling;
import dev.arena.schemas.failure.FileErrors;
import dev.arena.schemas.failure.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One resolution of all sources, which collects values, mistakes and warnings. Not thread-safe. */
final class ConfigResolution {
  private final ConfigTable table;
  private final ConfigSources sources;
  private final ValueInterpolation references;
  private final Map<String, String> texts = new TreeMap<>();
  private final Map<ConfigKey<?>, Object> values = new HashMap<>();
  private final Set<String> referring = new TreeSet<>();
  private final List<String> mistakes = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  ConfigResolution(ConfigTable table, ConfigSources sources) {
    this.table = table;
    this.sources = sources;
    this.references = new ValueInterpolation(sources.environment());
  }

  Configuration resolve() {
    table.keys().forEach(this::takeDefault);
    sources.file().forEach((name, text) -> take(name, text, sources.fileName() + ": "));
    sources.environment().forEach(this::takeVariable);
    sources.commandLine().forEach((name, text) -> take(name, text, "--set "));
    if (!mistakes.isEmpty()) {
      throw new UsageException(String.join(System.lineSeparator(), mistakes));
    }
    Set<String> hidden = new HashSet<>(referring);
    texts.keySet().stream().filter(table::isSecret).forEach(hidden::add);
    return new Configuration(texts, values, hidden, warnings);
  }

  private void takeDefault(ConfigKey<?> key) {
    String text = key.defaultText();
    if (text != null) {
      takeKnown(key, text, "the default of " + key.name());
    }
  }

  private void take(String name, String text, String origin) {
    Optional<ConfigKey<?>> key = table.find(name);
    if (key.isPresent()) {
      takeKnown(key.get(), text, origin + name);
    } else {
      PassThroughKeys library = table.libraryOf(name);
      if (library == null) {
        mistakes.add(
            "%s: unknown key%s (all keys: ./arena config, ./arena votes config, ./arena console config)"
                .formatted(origin + name, nearest(name, table.names())));
      } else {
        takePassed(library, name, text, origin + name);
      }
    }
  }

  private void takePassed(PassThroughKeys library, String name, String text, String origin) {
    if (!library.isKnown(name)) {
      List<String> known = new ArrayList<>(library.names());
      known.addAll(table.names());
      mistakes.add(
          "%s: unknown key%s (%s)".formatted(origin, nearest(name, known), library.hint()));
    } else if (put(name, text, origin)) {
      String expected = library.expected(name, texts.getOrDefault(name, ""));
      if (expected != null) {
        mistakes.add(refusal(origin, name, text, expected));
      }
    }
  }

  private String refusal(String origin, String name, String text, String expected) {
    String shown = table.isSecret(name) ? "hidden" : "\"" + Secrets.withoutUser(name, text) + "\"";
    return "%s is %s; expected %s".formatted(origin, shown, expected);
  }

  /**
   * Takes a variable. An unknown one, such as ARENA_KAFKA_SECURITY_PROTOCL, is a mistake if a
   * library would silently ignore it. Others are ignored with a warning: Kubernetes injects
   * variables such as ARENA_PORT and ARENA_KAFKA_SERVICE_HOST into every container.
   */
  private void takeVariable(String variable, String text) {
    if (!variable.startsWith(EnvironmentNames.PREFIX)) {
      return;
    }
    String dotted = EnvironmentNames.dotted(variable);
    Optional<ConfigKey<?>> key = table.find(dotted).or(() -> table.find("arena." + dotted));
    if (key.isPresent()) {
      takeKnown(key.get(), text, "variable " + variable);
      return;
    }
    for (String name : List.of(dotted, "arena." + dotted)) {
      PassThroughKeys library = table.libraryOf(name);
      if (library != null
          && (library.isKnown(name) || !EnvironmentNames.isOfKubernetes(variable))) {
        takePassed(library, name, text, "variable " + variable);
        return;
      }
    }
    List<String> variables = table.keys().stream().map(ConfigKey::variable).toList();
    warnings.add(
        "variable %s is not one of Arena's and is ignored%s"
            .formatted(variable, nearest(variable, variables)));
  }

  private void takeKnown(ConfigKey<?> key, String text, String origin) {
    if (!put(key.name(), text, origin)) {
      return;
    }
    String value = texts.getOrDefault(key.name(), "").strip();
    texts.put(key.name(), value);
    Object parsed = key.type().parse(value);
    if (parsed == null) {
      mistakes.add(refusal(origin, key.name(), text, key.type().description()));
    } else {
      values.put(key, parsed);
    }
  }

  /** Stores a value; returns false if one of its references cannot be resolved. */
  private boolean put(String name, String text, String origin) {
    referring.remove(name);
    try {
      texts.put(name, references.resolve(text));
    } catch (UsageException missing) {
      mistakes.add("%s: %s".formatted(origin, missing.getMessage()));
      return false;
    }
    if (ValueInterpolation.areIn(text)) {
      referring.add(name);
    }
    return true;
  }

  private static String nearest(String typed, Collection<String> known) {
    return Spelling.nearest(typed, known).map(name -> ": did you mean " + name + "?").orElse("");
  }

  /**
   * The references in a value: {@code ${file:PATH}} is the content of a file without its last line
   * ending, and {@code ${env:NAME}} is the value of an environment variable. Inserted text is not
   * resolved again. {@code ${file:PATH:KEY}} is left to Kafka's {@code config.providers}.
   *
   * @param environment the process's variables
   */
  private record ValueInterpolation(Map<String, String> environment) {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(file|env):([^}:]*)}");
    private static final Pattern LAST_LINE_END = Pattern.compile("\\r?\\n\\z");

    /** Whether a value contains references. */
    static boolean areIn(String text) {
      return REFERENCE.matcher(text).find();
    }

    /**
     * The value with all references resolved.
     *
     * @throws UsageException if a reference is missing; the message names it and no other part of
     *     the value
     */
    String resolve(String text) {
      return REFERENCE
          .matcher(text)
          .replaceAll(
              found ->
                  Matcher.quoteReplacement(
                      found.group(1).equals("env")
                          ? variable(found.group(2))
                          : contents(found.group(2))));
    }

    private String variable(String name) {
      String value = environment.get(name);
      if (value == null) {
        throw new UsageException("there is no variable " + name + "; expected it to be set");
      }
      return value;
    }

    private static String contents(String path) {
      try {
        return LAST_LINE_END.matcher(Files.readString(Path.of(path))).replaceFirst("");
      } catch (IOException | InvalidPathException unreadable) {
        throw new UsageException(
            "file %s cannot be read (%s); expected the value in it"
                .formatted(path, FileErrors.describe(unreadable)));
      }
    }
  }

  /**
   * The spelling of keys as environment variables: {@code arena.batch.tokens} is {@code
   * ARENA_BATCH_TOKENS}, and {@code kafka.bootstrap.servers} is {@code
   * ARENA_KAFKA_BOOTSTRAP_SERVERS}.
   */
  static final class EnvironmentNames {
    /** The prefix of all Arena variables. */
    static final String PREFIX = "ARENA_";

    private static final String OWN_KEYS = "arena.";

    /** Suffixes that Kubernetes appends to a service's name for its address and ports. */
    private static final Pattern OF_KUBERNETES =
        Pattern.compile(
            ".+_(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT(_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)");

    private EnvironmentNames() {}

    /**
     * Whether Kubernetes may have set a variable with this name, for a service whose name begins
     * with {@code arena-}.
     */
    static boolean isOfKubernetes(String variable) {
      return OF_KUBERNETES.matcher(variable).matches();
    }

    /** The variable that sets a key. */
    static String variable(String key) {
      String withoutOwnPrefix = key.startsWith(OWN_KEYS) ? key.substring(OWN_KEYS.length()) : key;
      return PREFIX + withoutOwnPrefix.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    /** The variable as a dotted name, which may lack the prefix {@code arena.}. */
    static String dotted(String variable) {
      return variable.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '.');
    }
  }
}
