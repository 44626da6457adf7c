package dev.arena.kafka.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.testing.Eventually;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class PeriodicProbeTest {
  private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicReference<Runnable> answer = new AtomicReference<>(() -> {});
  private final PeriodicProbe registry =
      new PeriodicProbe(Check.REGISTRY, () -> answer.get().run(), times(Duration.ofMillis(1)));

  @Test
  void aServerIsDownFromTheFirstFailedAnswerAndUpFromTheNextGoodOne() throws Exception {
    answer.set(
        () -> {
          throw new UserException("no registry answered");
        });
    lookAfter(10);
    lookAfter(10);
    assertThat(registry.result())
        .isEqualTo(CheckResult.down("no registry answered", NOON.plusSeconds(10)));

    answer.set(() -> {});
    lookAfter(10);
    lookAfter(10);
    assertThat(registry.result()).isEqualTo(CheckResult.up("answers", NOON.plusSeconds(30)));
  }

  @Test
  void aQuestionThatDoesNotEndIsAnAnswerToo() throws Exception {
    answer.set(
        () -> {
          nanos.addAndGet(LONGEST.toNanos());
          assertThat(registry.result().up()).isTrue();
          nanos.addAndGet(Duration.ofSeconds(1).toNanos());
          assertThat(registry.result())
              .isEqualTo(CheckResult.down("no answer for 31 s; expected one within 30 s", NOON));
        });
    registry.look();
    assertThat(registry.result().up()).isTrue();
  }

  @Test
  void anErrorInTheQuestionDoesNotEndTheAsking() throws Exception {
    CountDownLatch asked = new CountDownLatch(3);
    AtomicBoolean closed = new AtomicBoolean();
    PeriodicProbe broker =
        new PeriodicProbe(
            Check.BROKER,
            new PeriodicProbe.Question() {
              @Override
              public void ask() {
                asked.countDown();
                throw new OutOfMemoryError("of a buffer");
              }

              @Override
              public void close() {
                closed.set(true);
              }
            },
            times(Duration.ofMillis(1)));
    broker.start(Executors.defaultThreadFactory());

    assertThat(asked.await(1, TimeUnit.MINUTES)).isTrue();
    broker.close();

    assertThat(broker.result().reason()).contains("OutOfMemoryError");
    Eventually.holds(closed::get, () -> "the question is still open");
  }

  private void lookAfter(int seconds) throws InterruptedException {
    nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    registry.look();
  }

  private PeriodicProbe.Times times(Duration pause) {
    return new PeriodicProbe.Times(pause, LONGEST, nanos::get, new NanoClock());
  }

  /** Follows the counter of nanoseconds. */
  private final class NanoClock extends Clock {
    @Override
    public Instant instant() {
      return NOON.plusNanos(nanos.get());
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
