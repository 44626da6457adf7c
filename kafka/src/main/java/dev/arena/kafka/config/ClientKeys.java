package dev.arena.kafka.config;

import dev.arena.cli.config.Configuration;
import dev.arena.cli.config.PassThroughKeys;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClientConfig;
import io.confluent.kafka.serializers.AbstractKafkaSchemaSerDeConfig;
import io.confluent.kafka.serializers.KafkaAvroDeserializerConfig;
import io.confluent.kafka.serializers.KafkaAvroSerializerConfig;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.streams.StreamsConfig;

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
   * The known keys under {@code kafka.}. None begin with {@code kafka.topic.}, which sets Kafka
   * Streams' internal topics, because Arena has none.
   */
  static PassThroughKeys ofKafka() {
    DeclaredKeys keys =
        new DeclaredKeys(
            "Kafka's clients and Kafka Streams know no such setting; a plug-in's own goes under kafka.plugin.",
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
            "Confluent's registry client and serializers know no such setting; a plug-in's own goes under registry.plugin.",
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
}
