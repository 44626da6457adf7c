package dev.arena.lab.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.kafka.client.Connection;
import dev.arena.lab.adversarial.AdversarialKind;
import dev.arena.servers.LocalRegistry;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("broker")
class InputsTest {
  @Test
  void recordsOfEveryKindAreMadeWhileTheRegistryIsDown(@TempDir Path folder)
      throws InterruptedException {
    try (LocalRegistry registry = LocalRegistry.start(folder);
        Inputs inputs = Inputs.open(Connection.to("127.0.0.1:1", registry.url()), 1, List.of())) {
      registry.process().kill();

      Set<AdversarialKind> kinds = EnumSet.noneOf(AdversarialKind.class);
      while (kinds.size() < AdversarialKind.values().length) {
        String kind = inputs.next().kind();
        if (!kind.equals("PAIR") && !kind.equals("UNSCORABLE")) {
          kinds.add(AdversarialKind.valueOf(kind));
        }
      }
      assertThat(kinds).contains(AdversarialKind.FUTURE_SCHEMA);
    }
  }
}
