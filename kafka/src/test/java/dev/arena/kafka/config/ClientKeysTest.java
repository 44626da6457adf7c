package dev.arena.kafka.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.cli.config.ConfigSources;
import dev.arena.cli.config.Configuration;
import dev.arena.kafka.client.Connection;
import dev.arena.schemas.failure.UsageException;
import io.confluent.kafka.serializers.AbstractKafkaSchemaSerDeConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClientKeysTest {
  @Test
  void misspeltSettingsAreReportedWithTheNearestNames() {
    assertThatThrownBy(
            () ->
                resolve(
                    "kafka.security.protocl=SSL",
                    "kafka.consumer.max.pol.records=5",
                    "registry.basic.auth.user.inf=me:hunter2",
                    "registry.ssl.truststore.lokation=/t",
                    "arena.topic.partition=5"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(
            "--set kafka.security.protocl: unknown key: did you mean kafka.security.protocol?")
        .hasMessageContaining("did you mean kafka.consumer.max.poll.records?")
        .hasMessageContaining("did you mean registry.basic.auth.user.info?")
        .hasMessageContaining("did you mean registry.ssl.truststore.location?")
        .hasMessageContaining("did you mean arena.topic.partitions?")
        .hasMessageContaining("a plug-in's own settings go under kafka.plugin.")
        .hasMessageContaining("a plug-in's own settings go under registry.plugin.")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void valuesThatKafkaCannotReadAreMistakes() {
    assertThatThrownBy(
            () ->
                resolve(
                    "kafka.producer.linger.ms=soon",
                    "kafka.security.protocol=SLS",
                    "kafka.main.consumer.max.poll.records=0",
                    "registry.max.retries=many"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(
            "--set kafka.producer.linger.ms is \"soon\"; expected a whole number: [0,...]")
        .hasMessageContaining("--set kafka.security.protocol is \"SLS\"; expected text: one of [")
        .hasMessageContaining("kafka.main.consumer.max.poll.records is \"0\"; expected")
        .hasMessageContaining("registry.max.retries is \"many\"; expected a whole number");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kafka.security.protocol=sasl_ssl",
        "kafka.producer.linger.ms=0",
        "kafka.sasl.jaas.config=x",
        "kafka.ssl.key.password=${vault:a:b}",
        "kafka.request.timeout.ms=${vault:a:b}",
        "kafka.client.tag.zone=a",
        "kafka.config.providers=vault",
        "kafka.config.providers.vault.class=my.Vault",
        "kafka.metrics.jmx.include=x",
        "registry.schema.registry.ssl.keystore.location=/k",
        "registry.request.header.X-Tenant=a",
        "registry.avro.remove.java.properties=true",
        "registry.missing.cache.size=5"
      })
  void whatTheLibrariesKnowIsAccepted(String assignment) {
    String[] parts = assignment.split("=", 2);
    assertThat(resolve(assignment).under(parts[0])).containsValue(parts[1]);
  }

  @Test
  void aPluginsSettingsArePassedOnUnchecked() {
    Configuration configuration =
        resolve("kafka.plugin.my.key=a", "kafka.plugin.producer.your.key=b", "registry.plugin.c=c");

    assertThat(ClientKeys.kafka(configuration))
        .containsEntry("my.key", "a")
        .containsEntry("producer.your.key", "b");
    assertThat(new Connection(configuration).producer())
        .containsEntry("my.key", "a")
        .containsEntry("your.key", "b");
    assertThat(new Connection(configuration).registry()).containsEntry("c", "c");
  }

  @Test
  void aMisspeltVariableIsAMistake() {
    assertThatThrownBy(
            () ->
                KafkaKeys.table()
                    .resolve(
                        ConfigSources.none()
                            .withEnvironment(Map.of("ARENA_KAFKA_SECURITY_PROTOCL", "SSL"))))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("variable ARENA_KAFKA_SECURITY_PROTOCL: unknown key")
        .hasMessageContaining("kafka.security.protocol");
  }

  @Test
  void variablesThatKubernetesAddsForAServiceAreOnlyWarnings() {
    Map<String, String> variables =
        Map.of(
            "ARENA_KAFKA_SERVICE_HOST", "10.0.0.1",
            "ARENA_KAFKA_SERVICE_PORT_CLIENT", "9092",
            "ARENA_KAFKA_PORT", "tcp://10.0.0.1:9092",
            "ARENA_REGISTRY_PORT_8081_TCP_ADDR", "10.0.0.2");

    Configuration configuration =
        KafkaKeys.table().resolve(ConfigSources.none().withEnvironment(variables));

    assertThat(configuration.warnings()).hasSize(variables.size());
  }

  @Test
  void everySecretThatTheLibrariesDeclareIsHidden() {
    List<String> names = new ArrayList<>();
    secrets(StreamsConfig.configDef()).forEach(name -> names.add("kafka." + name));
    secrets(AdminClientConfig.configDef()).forEach(name -> names.add("kafka.admin." + name));
    secrets(ConsumerConfig.configDef()).forEach(name -> names.add("kafka.consumer." + name));
    secrets(ProducerConfig.configDef()).forEach(name -> names.add("kafka.producer." + name));
    secrets(AbstractKafkaSchemaSerDeConfig.baseConfigDef())
        .forEach(name -> names.add("registry." + name));
    secrets(new ConfigDef().withClientSslSupport())
        .forEach(
            name -> names.addAll(List.of("registry." + name, "registry.schema.registry." + name)));
    names.add("kafka.plugin.vault.passphrase");
    names.add("registry.plugin.my.api.key");
    names.add("registry.request.header.Authorization");

    assertThat(names).contains("kafka.producer.sasl.jaas.config").hasSizeGreaterThan(40);
    for (String name : names) {
      Configuration configuration = resolve(name + "=canary");
      assertThat(configuration.shown()).as(name).containsEntry(name, "(hidden)");
    }
  }

  private static List<String> secrets(ConfigDef definition) {
    return definition.configKeys().values().stream()
        .filter(key -> key.type == ConfigDef.Type.PASSWORD)
        .map(key -> key.name)
        .toList();
  }

  private static Configuration resolve(String... assignments) {
    return KafkaKeys.table().resolve(ConfigSources.none().withAssignments(List.of(assignments)));
  }
}
