package dev.arena.streamer.broker;

import static dev.arena.servers.testing.Certificates.Holder.BROKER;
import static dev.arena.servers.testing.Certificates.Holder.ELSEWHERE;
import static dev.arena.servers.testing.Certificates.Holder.EXPIRED;
import static dev.arena.servers.testing.Certificates.Holder.SCORER;
import static dev.arena.servers.testing.Certificates.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.models.testing.TinyBundle;
import dev.arena.servers.testing.Certificates;
import dev.arena.servers.testing.CommandRun;
import dev.arena.servers.testing.SecuredCluster;
import dev.arena.streamer.replay.ReplayCommand;
import java.net.PasswordAuthentication;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Encryption and authentication between the scorer and the schema registry, as
 * docs/how-to/secure.md describes.
 */
@Tag("broker")
@ResourceLock(SecuredCluster.LOCK)
@Order(SecuredCluster.LAST)
@ExtendWith(SecuredCluster.Extension.class)
final class SecuredRegistryTest {
  private static final String USER = "reader:canary-registry-password";

  @TempDir private Path folder;

  private SecuredCluster cluster;
  @AutoClose private Stage stage;

  @BeforeEach
  void prepare(SecuredCluster cluster) {
    this.cluster = cluster;
    this.stage = new Stage(cluster.servers(), TinyBundle.write(folder.resolve("bundle")));
  }

  @Test
  void everyCommandReachesARegistryWithTlsAndAPassword() throws Exception {
    try (RegistryProxy registry = withPassword(BROKER)) {
      Map<String, String> settings = settings(registry);
      settings.put("registry.basic.auth.user.info", USER);
      stage.assertScores(settings);

      String config = stage.write(folder.resolve("user.properties"), settings).toString();
      String pairs = Path.of(System.getProperty("arena.root"), "examples", "pairs.csv").toString();
      CommandRun replay =
          CommandRun.of(new ReplayCommand(), pairs, "--limit=3", "--config", config);
      assertThat(replay.out()).as(replay.err()).startsWith("3 pairs sent in ");
      Stage.assertTails(config, 1);
    }
  }

  @Test
  void aRegistryMayAskForACertificate() throws Exception {
    try (RegistryProxy registry = withCertificates()) {
      Map<String, String> settings = settings(registry);
      settings.put(
          "registry.ssl.keystore.location", cluster.certificates().keyStore(SCORER).toString());
      settings.put("registry.ssl.keystore.password", PASSWORD);
      settings.put("registry.ssl.key.password", PASSWORD);
      stage.assertScores(settings);
    }
  }

  @Test
  void aWrongPasswordOrNoneIsOneSentence() throws Exception {
    try (RegistryProxy registry = withPassword(BROKER)) {
      Map<String, String> settings = settings(registry);
      assertRefused(settings).hasMessageContaining("registry.basic.auth.user.info");

      settings.put("registry.basic.auth.user.info", "reader:canary-wrong");
      assertRefused(settings).hasMessageContaining("registry.basic.auth.user.info");

      settings.put("arena.registry.register", "false");
      assertRefused(settings).hasMessageContaining("registry.basic.auth.user.info");
    }
  }

  @Test
  void aRegistryWhoseCertificateNobodyTrustedSignedIsOneSentence() throws Exception {
    try (RegistryProxy registry = withPassword(BROKER)) {
      Map<String, String> settings = settings(registry);
      settings.put(
          "registry.ssl.truststore.location",
          cluster.certificates().strangersTrustStore().toString());
      assertRefused(settings).hasMessageContaining("registry.ssl.truststore.location");
    }
  }

  @Test
  void aRegistryWhoseCertificateHasExpiredIsOneSentence() throws Exception {
    try (RegistryProxy registry = withPassword(EXPIRED)) {
      assertRefused(settings(registry)).hasMessageContaining("not valid at this time (NotAfter");
    }
  }

  @Test
  void aRegistryWhoseCertificateIsForAnotherHostIsOneSentence() throws Exception {
    try (RegistryProxy registry = withPassword(ELSEWHERE)) {
      assertRefused(settings(registry)).hasMessageContaining("another host");
    }
  }

  @Test
  void aMissingCertificateOfTheScorerIsOneSentence() throws Exception {
    try (RegistryProxy registry = withCertificates()) {
      assertRefused(settings(registry)).hasMessageContaining("registry.ssl.keystore.location");
    }
  }

  private RegistryProxy withPassword(Certificates.Holder shown) throws Exception {
    String[] user = USER.split(":");
    return RegistryProxy.guarded(
        cluster.servers().registry().url(),
        cluster.certificates().context(shown),
        new PasswordAuthentication(user[0], user[1].toCharArray()));
  }

  private RegistryProxy withCertificates() throws Exception {
    return RegistryProxy.guarded(
        cluster.servers().registry().url(), cluster.certificates().context(BROKER), null);
  }

  private Map<String, String> settings(RegistryProxy registry) throws Exception {
    Map<String, String> settings = new HashMap<>();
    settings.put("registry.url", registry.url());
    settings.put(
        "registry.ssl.truststore.location", cluster.certificates().trustStore().toString());
    settings.put("registry.ssl.truststore.password", PASSWORD);
    return settings;
  }

  private AbstractThrowableAssert<?, ?> assertRefused(Map<String, String> settings) {
    return stage.assertRefused(settings, "registry.url");
  }
}
