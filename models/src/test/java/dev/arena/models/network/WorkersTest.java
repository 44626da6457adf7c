package dev.arena.models.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import dev.arena.schemas.testing.Eventually;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkersTest {
  private final Workers workers = new Workers(3);

  @AfterEach
  void close() {
    workers.close();
    workers.close();
  }

  @Test
  void everyIndexIsRunOnce() throws OrtException {
    Set<Integer> seen = ConcurrentHashMap.newKeySet();
    workers.run(100, 3, index -> assertThat(seen.add(index)).isTrue());
    assertThat(seen).hasSize(100);
  }

  @Test
  void tasksInTheBackgroundHaveTheLowestPriority() throws OrtException {
    try (Workers background = new Workers(2, true);
        Workers another = background.another()) {
      for (Workers each : List.of(background, another)) {
        each.run(
            2,
            2,
            index ->
                assertThat(Thread.currentThread().getPriority()).isEqualTo(Thread.MIN_PRIORITY));
      }
    }
  }

  @Test
  void aSingleTaskRunsOnTheCallersThreadUnlessInTheBackground() throws OrtException {
    Thread caller = Thread.currentThread();
    workers.run(1, 3, index -> assertThat(Thread.currentThread()).isSameAs(caller));
    try (Workers background = new Workers(2, true)) {
      background.run(1, 2, index -> assertThat(Thread.currentThread()).isNotSameAs(caller));
    }
  }

  @Test
  void aSingleTaskIsNotInterruptedEither() throws OrtException {
    Thread.currentThread().interrupt();
    workers.run(1, 3, index -> assertThat(Thread.currentThread().isInterrupted()).isFalse());
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aLoneCallerRunsTasksToo() throws OrtException {
    Set<Thread> seen = threadsOfThreeTasksAtOnce();
    assertThat(seen).hasSize(3).contains(Thread.currentThread());
  }

  @Test
  void aCallerOnlyWaitsWhileAnotherCallIsInProgress() throws OrtException {
    Thread caller = Thread.currentThread();
    CountDownLatch started = new CountDownLatch(2);
    CountDownLatch end = new CountDownLatch(1);
    CompletableFuture<Void> another =
        inAnotherThread(
            () ->
                workers.run(
                    2,
                    2,
                    index -> {
                      started.countDown();
                      await(end);
                    }));
    await(started);
    workers.run(
        10, 3, index -> assertThat(Thread.currentThread()).as("task " + index).isNotSameAs(caller));
    end.countDown();
    assertThat(another).succeedsWithin(Eventually.TIMEOUT);
    assertThat(threadsOfThreeTasksAtOnce()).contains(caller);
  }

  @Test
  void aCallerRunsTasksAgainAfterAFailure() throws OrtException {
    assertThatThrownBy(
            () ->
                workers.run(
                    3,
                    3,
                    index -> {
                      throw new IllegalStateException("simulated");
                    }))
        .hasMessage("simulated");
    assertThat(threadsOfThreeTasksAtOnce()).contains(Thread.currentThread());
  }

  @Test
  void aClosedPoolRejectsTasksThatNeedItsThreads() {
    workers.close();
    AtomicInteger begun = new AtomicInteger();
    for (int attempt = 0; attempt < 5; attempt++) {
      assertThatThrownBy(() -> workers.run(2, 2, index -> begun.incrementAndGet()))
          .isInstanceOf(RejectedExecutionException.class);
    }
    assertThat(begun).hasValue(0);
  }

  private static CompletableFuture<Void> inAnotherThread(ThrowingRunnable action) {
    return CompletableFuture.runAsync(() -> assertThatNoException().isThrownBy(action::run));
  }

  /** An action that may throw. */
  private interface ThrowingRunnable {
    void run() throws Exception;
  }

  private Set<Thread> threadsOfThreeTasksAtOnce() throws OrtException {
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    CountDownLatch all = new CountDownLatch(3);
    workers.run(
        3,
        3,
        index -> {
          seen.add(Thread.currentThread());
          all.countDown();
          await(all);
        });
    return seen;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aFailureReachesTheCallerAndStopsTheRest() {
    AtomicInteger begun = new AtomicInteger();
    assertThatThrownBy(
            () ->
                workers.run(
                    1000,
                    1,
                    index -> {
                      begun.incrementAndGet();
                      if (index == 3) {
                        throw new OrtException("device lost");
                      }
                    }))
        .isInstanceOf(OrtException.class)
        .hasMessageContaining("device lost");
    assertThat(begun).hasValue(4);
  }

  @Test
  void anErrorReachesTheCallerToo() {
    assertThatThrownBy(
            () ->
                workers.run(
                    2,
                    2,
                    index -> {
                      throw new OutOfMemoryError("simulated");
                    }))
        .isInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void aCallersInterruptIsRestoredAfterTheWork() throws OrtException {
    AtomicInteger done = new AtomicInteger();
    Thread.currentThread().interrupt();
    workers.run(10, 3, index -> done.incrementAndGet());
    assertThat(done).hasValue(10);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aLoneCallersTasksRunAtTheSameTime() throws OrtException {
    CountDownLatch both = new CountDownLatch(2);
    workers.run(
        2,
        2,
        index -> {
          both.countDown();
          await(both);
        });
    assertThat(both.getCount()).isZero();
  }

  @Test
  void severalCallersShareTheThreadsAndAllFinish() {
    AtomicInteger done = new AtomicInteger();
    List<CompletableFuture<Void>> callers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      callers.add(inAnotherThread(() -> workers.run(50, 3, index -> done.incrementAndGet())));
    }
    assertThat(CompletableFuture.allOf(callers.toArray(CompletableFuture[]::new)))
        .succeedsWithin(Eventually.TIMEOUT);
    assertThat(done).hasValue(8 * 50);
  }

  @Test
  void aRunWithoutTasksReturnsAtOnce() throws OrtException {
    workers.run(
        0,
        3,
        index -> {
          throw new IllegalStateException("nothing to do");
        });
  }
}
