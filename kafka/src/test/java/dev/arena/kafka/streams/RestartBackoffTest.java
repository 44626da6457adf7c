package dev.arena.kafka.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.kafka.config.TestService;
import dev.arena.kafka.failure.RegistryException;
import dev.arena.schemas.failure.UserException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RestartBackoffTest {
  private static final RegistryException AWAY = new RegistryException("no registry.", null);

  private final List<Duration> pauses = new ArrayList<>();
  private final Deque<String> troubles = new ArrayDeque<>();
  private long nanos;
  private final RestartBackoff backoff =
      new RestartBackoff(this::look, this::pause, () -> nanos, Duration.ofSeconds(5));

  @Test
  void checksLessAndLessOftenUntilAllIsInOrder() throws InterruptedException {
    troubles.addAll(List.of("no broker.", "no broker.", "no topic.", "no topic."));
    List<String> told = new ArrayList<>();

    backoff.await(AWAY, TestService.TEXT, told::add);

    assertThat(pauses).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 5L, 5L);
    assertThat(told).hasSize(4).first().asString().contains("waits", "no broker.");
    assertThat(told.get(3)).contains("no topic.");
  }

  @Test
  void aFailureSoonAfterARecoveryIsNotANewOne() throws InterruptedException {
    backoff.await(AWAY, TestService.TEXT, reason -> {});
    backoff.await(AWAY, TestService.TEXT, reason -> {});
    nanos += Duration.ofMinutes(2).toNanos();
    backoff.await(AWAY, TestService.TEXT, reason -> {});

    assertThat(pauses).extracting(Duration::toSeconds).containsExactly(1L, 2L, 1L);
  }

  private void look() {
    String trouble = troubles.poll();
    if (trouble != null) {
      throw new UserException(trouble);
    }
  }

  private void pause(Duration length) {
    pauses.add(length);
    nanos += length.toNanos();
  }
}
