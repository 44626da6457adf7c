package dev.arena.kafka.config;

import dev.arena.cli.config.Configuration;
import dev.arena.cli.config.PassThroughKeys;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClientConfig;
import io.confluent.kafka.serializers.AbstractKafkaSchemaSerDeConfig;
import io.confluent.kafka.serializers.KafkaAvroDeserializerConfig;
import io.confluent.kafka.serializers.KafkaAvroSerializerConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/**
 * The known keys under {@code kafka.} and {@code registry.}: those that Kafka's and Confluent's own
 * definitions declare. Under {@code kafka.plugin.} and {@code registry.plugin.} any key is allowed,
 * for interceptors, login modules and other classes that a user adds.
 */
public final class ClientKeys {
  static final String KAFKA = "kafka.";
  static final String REGISTRY = "registry.";
  private static final String PLUGIN = "plugin.";
  private static final String CLIENT_NAMESPACE = SchemaRegistryClientConfig.CLIENT_NAMESPACE;

  private ClientKeys() {}

  /** The settings of Kafka's clients and Kafka Streams, under Kafka's own names. */
  public static Map<String, String> kafka(Configuration configuration) {
    return withoutPlugin(configuration.under(KAFKA));
  }

  /** The settings of the registry's client, under their names in the configuration. */
  static Map<String, String> registry(Configuration configuration) {
    return withoutPlugin(configuration.under(REGISTRY));
  }

  private static Map<String, String> withoutPlugin(Map<String, String> settings) {
    Map<String, String> names = new TreeMap<>();
    settings.forEach(
        (name, value) ->
            names.put(name.startsWith(PLUGIN) ? name.substring(PLUGIN.length()) : name, value));
    return names;
  }

  /**
   * The known keys under {@code kafka.}. None begin with {@code kafka.topic.}, which configures
   * Kafka Streams' internal topics, because Arena has none.
   */
  static PassThroughKeys ofKafka() {
    DeclaredKeys keys =
        new DeclaredKeys(
            "Kafka's clients and Kafka Streams have no such setting; a plug-in's own settings go under kafka.plugin.",
            List.of(
                KAFKA + PLUGIN,
                KAFKA + StreamsConfig.CLIENT_TAG_PREFIX,
                KAFKA + ConsumerConfig.CONFIG_PROVIDERS_CONFIG + "."));
    keys.with(KAFKA, StreamsConfig.configDef());
    client(keys, "", ConsumerConfig.configDef());
    client(keys, "", ProducerConfig.configDef());
    client(keys, "", AdminClientConfig.configDef());
    client(keys, StreamsConfig.PRODUCER_PREFIX, ProducerConfig.configDef());
    client(keys, StreamsConfig.ADMIN_CLIENT_PREFIX, AdminClientConfig.configDef());
    for (String prefix :
        List.of(
            StreamsConfig.CONSUMER_PREFIX,
            StreamsConfig.MAIN_CONSUMER_PREFIX,
            StreamsConfig.RESTORE_CONSUMER_PREFIX,
            StreamsConfig.GLOBAL_CONSUMER_PREFIX)) {
      client(keys, prefix, ConsumerConfig.configDef());
    }
    return keys;
  }

  private static void client(DeclaredKeys keys, String prefix, ConfigDef definition) {
    keys.with(KAFKA + prefix, definition)
        .with(KAFKA + prefix, List.of(JmxReporter.INCLUDE_CONFIG, JmxReporter.EXCLUDE_CONFIG));
  }

  /** The known keys under {@code registry.}. */
  static PassThroughKeys ofRegistry() {
    ConfigDef tls = new ConfigDef().withClientSslSupport();
    return new DeclaredKeys(
            "Confluent's registry client and serializers have no such setting; a plug-in's own settings go under registry.plugin.",
            List.of(
                REGISTRY + PLUGIN,
                REGISTRY + AbstractKafkaSchemaSerDeConfig.REQUEST_HEADER_PREFIX,
                REGISTRY + AbstractKafkaSchemaSerDeConfig.RULE_EXECUTORS + ".",
                REGISTRY + AbstractKafkaSchemaSerDeConfig.RULE_ACTIONS + "."))
        .with(REGISTRY, AbstractKafkaSchemaSerDeConfig.baseConfigDef())
        .with(REGISTRY, tls)
        .with(REGISTRY + CLIENT_NAMESPACE, tls)
        .with(REGISTRY, new ConfigDef().withClientSaslSupport())
        .with(
            REGISTRY,
            List.of(
                KafkaAvroSerializerConfig.AVRO_REFLECTION_ALLOW_NULL_CONFIG,
                KafkaAvroSerializerConfig.AVRO_USE_LOGICAL_TYPE_CONVERTERS_CONFIG,
                KafkaAvroSerializerConfig.AVRO_REMOVE_JAVA_PROPS_CONFIG,
                KafkaAvroDeserializerConfig.SPECIFIC_AVRO_READER_CONFIG,
                SchemaRegistryClientConfig.MISSING_CACHE_SIZE_CONFIG,
                SchemaRegistryClientConfig.MISSING_ID_CACHE_TTL_CONFIG,
                SchemaRegistryClientConfig.MISSING_VERSION_CACHE_TTL_CONFIG,
                SchemaRegistryClientConfig.MISSING_SCHEMA_CACHE_TTL_CONFIG))
        .without(REGISTRY + AbstractKafkaSchemaSerDeConfig.SCHEMA_REGISTRY_URL_CONFIG);
  }

  /**
   * The keys that {@link ConfigDef}s of Kafka's or Confluent's classes declare, with types and
   * ranges, and the prefixes whose keys only a plug-in knows. One thread fills it; afterwards it is
   * safe for use by many.
   */
  private static final class DeclaredKeys implements PassThroughKeys {
    /** The start of a {@code config.providers} reference, which Kafka resolves. */
    private static final String REFERENCE = "${";

    private final String hint;
    private final List<String> open;
    private final Map<String, List<ConfigDef.ConfigKey>> keys = new HashMap<>();

    /**
     * @param hint what to do with an unknown key
     * @param open prefixes under which every key is accepted
     */
    DeclaredKeys(String hint, List<String> open) {
      this.hint = hint;
      this.open = List.copyOf(open);
    }

    /**
     * Adds a definition's keys. If several declare a name, a value that any of them accepts is
     * valid.
     */
    DeclaredKeys with(String prefix, ConfigDef definition) {
      definition
          .configKeys()
          .forEach(
              (name, key) ->
                  keys.computeIfAbsent(prefix + name, first -> new ArrayList<>()).add(key));
      return this;
    }

    /** Adds names whose values are not checked. */
    DeclaredKeys with(String prefix, Collection<String> names) {
      names.forEach(name -> keys.putIfAbsent(prefix + name, new ArrayList<>()));
      return this;
    }

    /** Removes a name for which Arena has its own key. */
    DeclaredKeys without(String name) {
      keys.remove(name);
      return this;
    }

    @Override
    public boolean isKnown(String name) {
      return keys.containsKey(name)
          || open.stream().anyMatch(p -> name.startsWith(p) && name.length() > p.length());
    }

    @Override
    public Collection<String> names() {
      return keys.keySet();
    }

    @Override
    public String hint() {
      return hint;
    }

    @Override
    public @Nullable String expected(String name, String value) {
      List<ConfigDef.ConfigKey> declared = keys.getOrDefault(name, List.of());
      if (declared.isEmpty()
          || value.contains(REFERENCE)
          || declared.stream().anyMatch(key -> accepts(key, value))) {
        return null;
      }
      return describe(declared.get(0));
    }

    @Override
    public boolean isSecret(String name) {
      return keys.getOrDefault(name, List.of()).stream()
          .anyMatch(key -> key.type == ConfigDef.Type.PASSWORD);
    }

    private static boolean accepts(ConfigDef.ConfigKey key, String value) {
      try {
        Object parsed = ConfigDef.parseType(key.name, value, key.type);
        if (key.validator != null) {
          key.validator.ensureValid(key.name, parsed);
        }
        return true;
      } catch (ConfigException refused) {
        return false;
      }
    }

    private static String describe(ConfigDef.ConfigKey key) {
      String type =
          switch (key.type) {
            case BOOLEAN -> "true or false";
            case INT, SHORT, LONG -> "a whole number";
            case DOUBLE -> "a number";
            case LIST -> "a comma-separated list";
            case CLASS -> "the name of a class on the class path";
            case STRING, PASSWORD -> "text";
          };
      String range = key.validator == null ? "" : key.validator.toString();
      // a validator without a description has Java's default one
      return range.isEmpty() || range.contains("@") || range.contains("$$")
          ? type
          : type + ": " + range.toString().replaceFirst("^\\(case insensitive\\) ", "one of ");
    }
  }
}
