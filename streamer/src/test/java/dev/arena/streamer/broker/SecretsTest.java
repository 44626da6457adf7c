package dev.arena.streamer.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.failure.UserException;
import dev.arena.servers.LocalService;
import dev.arena.servers.testing.Certificates;
import dev.arena.servers.testing.SecuredCluster;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * What a scorer process writes, from its start to its end and when it fails, contains neither a
 * secret of its configuration nor a text of a pair, although it logs at DEBUG. Every secret in
 * these tests contains "canary", and every text "chirp".
 */
@Tag("broker")
@ResourceLock(SecuredCluster.LOCK)
@Order(SecuredCluster.LAST)
@ExtendWith(SecuredCluster.Extension.class)
final class SecretsTest {
  private static final String TEXT = "chirp chirp";

  @TempDir private Path folder;

  @Test
  void noSecretAndNoTextIsWritten(SecuredCluster cluster) throws Exception {
    Path password = Files.writeString(folder.resolve("password"), SecuredCluster.USER_PASSWORD);
    try (Stage stage = new Stage(cluster.servers(), TinyBundle.write(folder.resolve("bundle")));
        RegistryProxy registry =
            RegistryProxy.guarded(
                cluster.servers().registry().url(),
                cluster.certificates().context(Certificates.Holder.BROKER),
                new PasswordAuthentication("reader", "canary-registry".toCharArray()))) {
      Map<String, String> settings = new HashMap<>(stage.settings());
      settings.putAll(cluster.scram(SecuredCluster.OPERATOR, "${file:" + password + "}"));
      settings.put("registry.url", registry.url());
      settings.put("registry.basic.auth.user.info", "reader:canary-registry");
      settings.put(
          "registry.ssl.truststore.location", cluster.certificates().trustStore().toString());
      settings.put("registry.ssl.truststore.password", Certificates.PASSWORD);
      settings.put("arena.log.level", "DEBUG");
      StringBuilder told = new StringBuilder();

      try (LocalService scorer = start(cluster, settings)) {
        stage.produce(List.of(good(stage), cutShort(stage), withoutTurns(stage), garbage(stage)));
        assertThat(stage.read(stage.preferences, 1)).hasSize(1);
        List<ConsumerRecord<byte[], byte[]>> dead = stage.read(stage.deadLetters, 3);
        assertThat(dead).hasSize(3);
        for (ConsumerRecord<byte[], byte[]> letter : dead) {
          for (Header header : letter.headers()) {
            told.append(header.key()).append('=').append(new String(header.value(), UTF_8));
          }
        }
        for (String path : List.of("/metrics", "/info", "/health/live", "/health/ready")) {
          told.append(get(scorer.http().orElseThrow().resolve(path)));
        }
      }
      settings.put("kafka.sasl.jaas.config", settings.get("kafka.sasl.jaas.config") + "canary");
      told.append(failed(cluster, settings));
      settings.putAll(cluster.scram(SecuredCluster.OPERATOR, "canary-wrong"));
      told.append(failed(cluster, settings));
      settings.putAll(cluster.scram(SecuredCluster.OPERATOR, SecuredCluster.USER_PASSWORD));
      settings.put("registry.url", registry.url().replace("//", "//reader:canary-in-url@"));
      settings.remove("registry.basic.auth.user.info");
      told.append(failed(cluster, settings));
      settings.put("registry.url", "http://reader:canary-in-url@127.0.0.1:1");
      told.append(failed(cluster, settings));
      told.append(Files.readString(folder.resolve("scorer.log")));

      assertThat(told.toString())
          .contains("ready: ", "goes to the dead letters", "rejected this client's authentication")
          .doesNotContainIgnoringCase("canary")
          .doesNotContainIgnoringCase("chirp");
    }
  }

  private LocalService start(SecuredCluster cluster, Map<String, String> settings)
      throws Exception {
    settings.put("arena.http.port", "0");
    return LocalService.start(folder, cluster.servers(), LocalService.Program.STREAM, settings);
  }

  private String failed(SecuredCluster cluster, Map<String, String> settings) {
    UserException failure =
        catchThrowableOfType(UserException.class, () -> start(cluster, settings).close());
    assertThat(failure).isNotNull();
    return String.valueOf(failure.getMessage());
  }

  private static ProducerRecord<byte[], byte[]> good(Stage stage) {
    return stage.record(0, TinyBundle.pair("good", TEXT, TEXT, TEXT + "!"));
  }

  private static ProducerRecord<byte[], byte[]> cutShort(Stage stage) {
    byte[] value = stage.bytes(TinyBundle.pair("short", TEXT, TEXT, TEXT));
    return new ProducerRecord<>(stage.pairs, 0, null, Arrays.copyOf(value, value.length - 9));
  }

  private static ProducerRecord<byte[], byte[]> withoutTurns(Stage stage) {
    return stage.record(0, TinyBundle.pair("empty"));
  }

  private static ProducerRecord<byte[], byte[]> garbage(Stage stage) {
    return new ProducerRecord<>(stage.pairs, 0, null, TEXT.getBytes(UTF_8));
  }

  private static String get(URI uri) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
