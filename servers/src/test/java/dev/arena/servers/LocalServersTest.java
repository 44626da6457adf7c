package dev.arena.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("broker")
class LocalServersTest {
  @TempDir Path directory;

  @Test
  void aBrokerThatIsKilledComesBackOnTheSamePortWithItsTopics() throws Exception {
    try (LocalKafka kafka = LocalKafka.start(directory)) {
      String address = kafka.bootstrapServers();
      try (Admin admin = admin(kafka)) {
        admin
            .createTopics(List.of(new NewTopic("kept", 2, (short) 1)))
            .all()
            .get(1, TimeUnit.MINUTES);
      }
      kafka.kill();
      assertThat(kafka.alive()).isFalse();
      kafka.restart();
      assertThat(kafka.bootstrapServers()).isEqualTo(address);
      try (Admin admin = admin(kafka)) {
        assertThat(admin.listTopics().names().get(1, TimeUnit.MINUTES)).contains("kept");
      }
    }
  }

  @Test
  void aRegistryAsksForFullTransitiveCompatibilityAndKeepsItAcrossARestart() throws Exception {
    try (LocalRegistry registry = LocalRegistry.start(directory)) {
      assertThat(get(registry.url() + "/config")).contains("FULL_TRANSITIVE");
      String url = registry.url();
      registry.restart();
      assertThat(registry.url()).isEqualTo(url);
      assertThat(get(url + "/config")).contains("FULL_TRANSITIVE");
    }
  }

  @Test
  void aPortInUseIsASentenceThatNamesThePortAndTheFlag() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> LocalKafka.start(directory, port))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("port " + port + " is in use")
          .hasMessageContaining("--kafka-port");
      assertThatThrownBy(() -> LocalRegistry.start(directory, port))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("port " + port + " is in use")
          .hasMessageContaining("--registry-port");
    }
  }

  private static Admin admin(LocalKafka kafka) {
    return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
  }

  private static String get(String url) throws IOException {
    try (InputStream in = URI.create(url).toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
