package dev.arena.kafka.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ResourcesTest {
  @Test
  void resourcesAreClosedOnceInReverseOrderEvenIfOneFails() {
    List<String> closed = new ArrayList<>();
    Resources resources = new Resources();
    AutoCloseable first = () -> closed.add("first");
    AutoCloseable failing =
        () -> {
          closed.add("failing");
          throw new IllegalStateException("on purpose");
        };
    resources.keep(first);
    resources.keep(failing);

    resources.close();
    resources.close();

    assertThat(closed).containsExactly("failing", "first");
  }
}
