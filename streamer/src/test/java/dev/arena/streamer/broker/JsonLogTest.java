package dev.arena.streamer.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.arena.models.testing.TinyBundle;
import dev.arena.servers.LocalServers;
import dev.arena.servers.LocalService;
import dev.arena.servers.testing.SharedServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The log of a scorer process in the format for programs. */
@Tag("broker")
@ExtendWith(SharedServers.class)
final class JsonLogTest {
  @TempDir private Path folder;

  @Test
  void eachLineIsAnObjectAndTheFirstOnesNameVersionsBundleDeviceAndTopics(LocalServers servers)
      throws Exception {
    try (Stage stage = new Stage(servers, TinyBundle.write(folder.resolve("bundle")))) {
      Map<String, String> settings = new TreeMap<>(stage.settings());
      settings.remove("arena.http.port");
      settings.put("arena.log.format", "json");
      LocalService.start(folder, servers, LocalService.Program.STREAM, settings).close();

      List<String> messages = messages();

      assertThat(messages.get(0)).contains("Arena ", "Java ", "Kafka");
      assertThat(messages)
          .anyMatch(message -> message.contains("Opened bundle " + folder.resolve("bundle")))
          .anyMatch(message -> message.contains("manifest ") && message.contains("CPU"))
          .anyMatch(message -> message.contains(stage.pairs + " to " + stage.preferences))
          .anyMatch(message -> message.startsWith("Stopped"));
    }
  }

  /**
   * The messages of all lines, except the line on standard output and Logback's own lines about the
   * two configurations that tests can have on their class path.
   */
  private List<String> messages() throws Exception {
    ObjectMapper json = new ObjectMapper();
    List<String> messages = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("scorer.log"))) {
      if (!line.startsWith("ready: ") && !line.isBlank() && !line.contains(" |-")) {
        JsonNode event = json.readTree(line);
        assertThat(event.get("level").asText()).as(line).isIn("INFO", "WARN");
        messages.add(event.get("message").asText());
      }
    }
    return messages;
  }
}
