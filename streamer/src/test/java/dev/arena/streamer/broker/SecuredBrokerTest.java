package dev.arena.streamer.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.models.testing.TinyBundle;
import dev.arena.servers.testing.Certificates;
import dev.arena.servers.testing.CommandRun;
import dev.arena.servers.testing.SecuredCluster;
import dev.arena.streamer.StreamApplication;
import dev.arena.streamer.replay.ReplayCommand;
import java.nio.file.Path;
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

/** Encryption and authentication between the scorer and Kafka, as docs/how-to/secure.md says. */
@Tag("broker")
@ResourceLock(SecuredCluster.LOCK)
@Order(SecuredCluster.LAST)
@ExtendWith(SecuredCluster.Extension.class)
final class SecuredBrokerTest {
  @TempDir private Path folder;

  @AutoClose private Stage stage;

  @BeforeEach
  void prepare(SecuredCluster cluster) {
    stage = new Stage(cluster.servers(), TinyBundle.write(folder.resolve("bundle")));
  }

  @Test
  void pairsAreScoredOverTls(SecuredCluster cluster) throws Exception {
    stage.assertScores(cluster.tls("TLS"));
  }

  @Test
  void pairsAreScoredWithTheScorersOwnCertificate(SecuredCluster cluster) throws Exception {
    stage.assertScores(cluster.mutualTls());
  }

  @Test
  void pairsAreScoredWithCertificatesAsText(SecuredCluster cluster) throws Exception {
    stage.assertScores(
        Map.of(
            "kafka.bootstrap.servers",
            cluster.servers().kafka().bootstrapServers("MTLS"),
            "kafka.security.protocol",
            "SSL",
            "kafka.ssl.truststore.type",
            "PEM",
            "kafka.ssl.truststore.certificates",
            cluster.certificates().pemOfAuthority(),
            "kafka.ssl.keystore.type",
            "PEM",
            "kafka.ssl.keystore.key",
            cluster.certificates().pem(Certificates.Holder.SCORER),
            "kafka.ssl.keystore.certificate.chain",
            cluster.certificates().pem(Certificates.Holder.SCORER)));
  }

  @Test
  void pairsAreScoredWithAUsersPassword(SecuredCluster cluster) throws Exception {
    stage.assertScores(cluster.scram(SecuredCluster.OPERATOR, SecuredCluster.USER_PASSWORD));
  }

  @Test
  void replayAndTailTakeTheSameSettingsFromAFile(SecuredCluster cluster) throws Exception {
    Map<String, String> settings =
        cluster.scram(SecuredCluster.OPERATOR, SecuredCluster.USER_PASSWORD);
    String config = stage.write(folder.resolve("scorer.properties"), settings).toString();
    Path pairs = Path.of(System.getProperty("arena.root"), "examples", "pairs.csv");
    try (StreamApplication scorer = stage.start(settings)) {
      CommandRun replay =
          CommandRun.of(
              new ReplayCommand(), pairs.toString(), "--wait", "--limit=3", "--config", config);
      assertThat(replay.out()).as(replay.err()).startsWith("3 pairs sent, 3 answered in ");
      Stage.assertTails(config, 3);
    }
  }

  @Test
  void aWrongPasswordIsOneSentence(SecuredCluster cluster) throws Exception {
    assertRefused(cluster.scram(SecuredCluster.OPERATOR, "canary-wrong"))
        .hasMessageContaining("kafka.sasl.jaas.config");
  }

  @Test
  void aBrokerWhoseCertificateNobodyTrustedSignedIsOneSentence(SecuredCluster cluster)
      throws Exception {
    Map<String, String> settings = cluster.tls("TLS");
    settings.put(
        "kafka.ssl.truststore.location", cluster.certificates().strangersTrustStore().toString());

    assertRefused(settings).hasMessageContaining("kafka.ssl.truststore.location");
  }

  @Test
  void aBrokerWhoseCertificateHasExpiredIsOneSentence(SecuredCluster cluster) throws Exception {
    assertRefused(cluster.tls("EXPIRED")).hasMessageContaining("not valid at this time (NotAfter");
  }

  @Test
  void aBrokerWhoseCertificateIsForAnotherHostIsOneSentence(SecuredCluster cluster)
      throws Exception {
    assertRefused(cluster.tls("ELSEWHERE")).hasMessageContaining("kafka.bootstrap.servers");
  }

  @Test
  void aMissingCertificateOfTheScorerIsOneSentence(SecuredCluster cluster) throws Exception {
    assertRefused(cluster.tls("MTLS")).hasMessageContaining("kafka.ssl.keystore.location");
  }

  @Test
  void aCertificateOfTheScorerThatHasExpiredIsOneSentence(SecuredCluster cluster) throws Exception {
    Map<String, String> settings = cluster.mutualTls();
    settings.put(
        "kafka.ssl.keystore.location",
        cluster.certificates().keyStore(Certificates.Holder.EXPIRED).toString());

    assertRefused(settings).hasMessageContaining("kafka.ssl.keystore.location");
  }

  @Test
  void aBrokerThatSpeaksNoTlsIsOneSentence(SecuredCluster cluster) throws Exception {
    Map<String, String> settings = cluster.tls("TLS");
    settings.put("kafka.bootstrap.servers", cluster.servers().kafka().bootstrapServers());
    settings.put("arena.start.timeout", "1 s");

    assertRefused(settings).hasMessageContaining("kafka.security.protocol");
  }

  @Test
  void aBrokerThatSpeaksOnlyTlsIsOneSentence(SecuredCluster cluster) throws Exception {
    assertRefused(
            Map.of(
                "kafka.bootstrap.servers",
                cluster.servers().kafka().bootstrapServers("TLS"),
                "arena.start.timeout",
                "1 s"))
        .hasMessageContaining("kafka.security.protocol");
  }

  private AbstractThrowableAssert<?, ?> assertRefused(Map<String, String> settings) {
    return stage.assertRefused(settings, "kafka.bootstrap.servers");
  }
}
