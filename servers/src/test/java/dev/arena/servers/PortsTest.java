package dev.arena.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PortsTest {
  @Test
  void eachFreePortIsDifferentAndBelowTheEphemeralPorts() {
    assertThat(IntStream.range(0, 50).map(i -> Ports.free()).boxed())
        .doesNotHaveDuplicates()
        .allMatch(port -> port >= 10_000 && port < 16_000);
  }
}
