package dev.arena.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.failure.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigTableTest {
  private enum Device {
    AUTO,
    CPU
  }

  private static final ConfigKey<Path> BUNDLE =
      ConfigKey.optional("arena.bundle", ConfigType.path(), "none", "The folder of the bundle.");
  private static final ConfigKey<Device> DEVICE =
      ConfigKey.withDefault("arena.device", ConfigType.oneOf(Device.class), "auto", "The device.");
  private static final ConfigKey<Integer> THREADS =
      ConfigKey.optional("arena.threads", ConfigType.integer(1, 8), "one per core", "Threads.");
  private static final ConfigKey<Integer> BATCH_PAIRS =
      ConfigKey.optional("arena.batch.pairs", ConfigType.integer(1, 4096), "64", "Pairs.");
  private static final ConfigKey<Integer> BATCH_TOKENS =
      ConfigKey.withDefault(
          "arena.batch.tokens", ConfigType.integer(16, 10_000_000), "32768", "Tokens.");

  private static final ConfigTable TABLE =
      ConfigTable.of(List.of(BUNDLE, DEVICE, THREADS, BATCH_PAIRS, BATCH_TOKENS))
          .passingThrough("kafka.", "Kafka's clients")
          .passingThrough("registry.", "the registry's client");

  @TempDir Path folder;

  @Test
  void aKeyThatIsNotSetHasItsDefault() {
    assertThat(resolve(ConfigSources.none()).get(BATCH_TOKENS)).isEqualTo(32_768);
  }

  @Test
  void theCommandLineOverridesTheEnvironmentWhichOverridesTheFile() throws Exception {
    Path file = folder.resolve("arena.properties");
    Files.writeString(
        file, "arena.batch.pairs=1\narena.batch.tokens=100\narena.threads=3\nkafka.a.b=file\n");
    ConfigSources sources =
        ConfigSources.none()
            .withFile(file)
            .withEnvironment(Map.of("ARENA_BATCH_PAIRS", "2", "ARENA_BATCH_TOKENS", "200"))
            .withAssignments(List.of("arena.batch.pairs=3"));

    Configuration configuration = resolve(sources);

    assertThat(configuration.get(BATCH_PAIRS)).isEqualTo(3);
    assertThat(configuration.get(BATCH_TOKENS)).isEqualTo(200);
    assertThat(configuration.get(THREADS)).isEqualTo(3);
    assertThat(configuration.under("kafka.")).containsExactly(Map.entry("a.b", "file"));
  }

  @Test
  void variablesOfKafkaAndTheRegistryArePassedOn() {
    Configuration configuration =
        resolve(
            ConfigSources.none()
                .withEnvironment(
                    Map.of(
                        "ARENA_KAFKA_BOOTSTRAP_SERVERS",
                        "broker:9092",
                        "ARENA_REGISTRY_URL",
                        "http://registry:8081")));

    assertThat(configuration.under("kafka.")).containsEntry("bootstrap.servers", "broker:9092");
    assertThat(configuration.under("registry.")).containsEntry("url", "http://registry:8081");
    assertThat(configuration.warnings()).isEmpty();
  }

  @Test
  void allMistakesAreReportedAtOnceAndTheMessageSuggestsTheNearestKey() {
    ConfigSources sources =
        ConfigSources.none()
            .withAssignments(List.of("arena.batch.token=5", "arena.batch.pairs=0"))
            .withEnvironment(Map.of("ARENA_DEVICE", "gpu"));

    assertThatThrownBy(() -> resolve(sources))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("arena.batch.token: unknown key: did you mean arena.batch.tokens?")
        .hasMessageContaining("./arena config, ./arena votes config, ./arena console config")
        .hasMessageContaining("--set arena.batch.pairs is \"0\"; expected whole number, 1 to 4096")
        .hasMessageContaining("ARENA_DEVICE is \"gpu\"; expected auto, cpu");
  }

  @Test
  void anUnknownVariableIsOnlyAWarning() {
    Configuration configuration =
        resolve(
            ConfigSources.none()
                .withEnvironment(Map.of("ARENA_PORT", "tcp://10.0.0.1:80", "HOME", "/")));

    assertThat(configuration.warnings()).singleElement().asString().contains("ARENA_PORT");
  }

  @Test
  void aKeyWithAnUnknownPrefixIsAMistake() {
    ConfigSources sources = ConfigSources.none().withAssignments(List.of("arnea.bundle=x"));

    assertThatThrownBy(() -> resolve(sources))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("did you mean arena.bundle?");
  }

  @Test
  void anAssignmentWithoutAValueIsAMistake() {
    assertThatThrownBy(() -> ConfigSources.none().withAssignments(List.of("arena.bundle")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("expected key=value");
    assertThatThrownBy(
            () ->
                ConfigSources.none()
                    .withAssignments(List.of("registry.basic.auth.user.info:me:hunter2")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("\"registry.basic.auth.user.info...\": expected key=value");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> ConfigSources.none().withFile(folder.resolve("absent")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("absent");
  }

  @Test
  void secretsAreNotShown() {
    Configuration configuration =
        resolve(
            ConfigSources.none()
                .withAssignments(
                    List.of(
                        "kafka.ssl.key.password=hunter2",
                        "kafka.sasl.jaas.config=user hunter2",
                        "registry.basic.auth.user.info=me:hunter2")));

    assertThat(configuration.toString()).doesNotContain("hunter2").contains("(hidden)");
    assertThat(configuration.under("registry.")).containsValue("me:hunter2");
  }

  @Test
  void aValueFromAnySourceMayReferToFilesAndVariables() throws Exception {
    Path password = Files.writeString(folder.resolve("password"), "hunter $1 ${env:X}\n");
    ConfigSources sources =
        ConfigSources.none()
            .withEnvironment(
                Map.of(
                    "USER_NAME", "me", "ARENA_REGISTRY_BASIC_AUTH_USER_INFO", "${env:USER_NAME}:x"))
            .withAssignments(
                List.of(
                    "kafka.sasl.jaas.config=name=\"${env:USER_NAME}\" password=\"${file:%s}\";"
                        .formatted(password),
                    "kafka.client.rack=${file:%s}".formatted(password),
                    "arena.batch.pairs=${file:%s}"
                        .formatted(Files.writeString(folder.resolve("pairs"), " 7\r\n"))));

    Configuration configuration = resolve(sources);

    assertThat(configuration.under("kafka."))
        .containsEntry("sasl.jaas.config", "name=\"me\" password=\"hunter $1 ${env:X}\";");
    assertThat(configuration.under("registry.")).containsEntry("basic.auth.user.info", "me:x");
    assertThat(configuration.get(BATCH_PAIRS)).isEqualTo(7);
    assertThat(configuration.toString()).doesNotContain("hunter");
  }

  @Test
  void aReferenceMustExistAndItsContentIsNotShown() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "hunter2");
    ConfigSources sources =
        ConfigSources.none()
            .withEnvironment(Map.of("ARENA_KAFKA_SSL_KEY_PASSWORD", "a secret ${env:NOWHERE}"))
            .withAssignments(
                List.of(
                    "kafka.sasl.jaas.config=hunter2 ${file:%s}".formatted(folder.resolve("absent")),
                    "arena.batch.pairs=${file:%s}".formatted(secret)));

    assertThatThrownBy(() -> resolve(sources))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("variable ARENA_KAFKA_SSL_KEY_PASSWORD: there is no variable NOWHERE")
        .hasMessageContaining("--set kafka.sasl.jaas.config: file " + folder.resolve("absent"))
        .hasMessageContaining(
            "--set arena.batch.pairs is \"${file:" + secret + "}\"; expected whole")
        .hasMessageNotContainingAny("hunter2", "a secret");
  }

  @Test
  void referencesThatAreNotArenasAreLeftToKafka() {
    assertThat(
            resolve(
                    ConfigSources.none()
                        .withAssignments(List.of("kafka.ssl.key.password=${vault:a:b}")))
                .under("kafka."))
        .containsEntry("ssl.key.password", "${vault:a:b}");
  }

  @Test
  void anOwnKeyWithASecretNameIsHidden() {
    ConfigTable table =
        ConfigTable.of(
            List.of(
                ConfigKey.optional(
                    "arena.console.token", ConfigType.text(), "nothing", "A token.")));
    Configuration configuration =
        table.resolve(ConfigSources.none().withAssignments(List.of("arena.console.token=hunter2")));

    assertThat(configuration.toString()).contains("arena.console.token").doesNotContain("hunter2");
  }

  @Test
  void theUserInAUrlIsHiddenButArenasOwnKeysAreShown() {
    Configuration configuration =
        resolve(
            ConfigSources.none()
                .withAssignments(List.of("registry.url=http://me:hunter2@registry:8081,http://b")));

    assertThat(configuration.toString())
        .doesNotContain("hunter2")
        .contains("http://(hidden)@registry:8081,http://b")
        .contains("arena.batch.tokens=32768");
  }

  @Test
  void everyKeyIsInTheTextThePageAndTheJson() {
    ConfigDocument document = new ConfigDocument(TABLE);

    for (ConfigKey<?> key : TABLE.keys()) {
      assertThat(document.text()).contains(key.name()).contains(key.sentence());
      assertThat(document.markdown()).contains("`" + key.name() + "`").contains(key.variable());
      assertThat(document.json()).contains("\"" + key.name() + "\"");
    }
  }

  private static Configuration resolve(ConfigSources sources) {
    return TABLE.resolve(sources);
  }
}
