package dev.arena.models.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.models.batch.BatchObserver.ClosedBy;
import dev.arena.schemas.testing.Eventually;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MicroBatcherTest {
  private final List<List<Integer>> batches = Collections.synchronizedList(new ArrayList<>());
  private final CountedBatches counted = new CountedBatches();
  private final CountDownLatch firstBatchRuns = new CountDownLatch(1);
  private final CountDownLatch gate = new CountDownLatch(1);

  @Test
  void aLoneItemFormsABatchAndWaitsForNothing() throws Exception {
    try (var batcher = open(BatcherOptions.limitedTo(8, 8), this::doubled)) {
      assertThat(batcher.submit(21).get(1, TimeUnit.MINUTES)).isEqualTo(42);
    }
    assertThat(batches).containsExactly(List.of(21));
  }

  @Test
  void itemsThatGatherWhileABatchRunsFormTheNextBatchesInOrder() throws Exception {
    try (var batcher = open(BatcherOptions.limitedTo(3, 16), this::doubledBehindGate)) {
      List<CompletableFuture<Integer>> futures = submitBehindFirst(batcher, 1, 2, 3, 4, 5);
      gate.countDown();
      assertThat(results(futures)).containsExactly(2, 4, 6, 8, 10);
      assertThat(counted.batches()).isEqualTo(3);
      assertThat(counted.closedBy(ClosedBy.ITEMS)).isEqualTo(1);
      assertThat(counted.closedBy(ClosedBy.EMPTY_QUEUE)).isEqualTo(2);
      assertThat(counted.waited).hasSize(6);
    }
    assertThat(batches).containsExactly(List.of(0), List.of(1, 2, 3), List.of(4, 5));
  }

  @Test
  void eachItemsWaitForItsBatchIsReported() throws Exception {
    try (var batcher = open(BatcherOptions.limitedTo(3, 16), this::doubledBehindGate)) {
      List<CompletableFuture<Integer>> futures = submitBehindFirst(batcher, 1, 2, 3, 4);
      gate.countDown();
      results(futures);
    }
    assertThat(counted.waited).hasSize(5).allMatch(nanos -> nanos > 0);
  }

  @Test
  void aBatchThatEndsBecauseNoMoreItemsComeIsCountedAsFlushed() throws Exception {
    try (var batcher = open(BatcherOptions.limitedTo(3, 16), this::doubledBehindGate)) {
      batcher.flush();
      List<CompletableFuture<Integer>> futures = submitBehindFirst(batcher, 1, 2, 3, 4);
      batcher.flush();
      gate.countDown();
      results(futures);
      assertThat(batcher.submit(5).get(1, TimeUnit.MINUTES)).isEqualTo(10);
      assertThat(counted.closedBy(ClosedBy.ITEMS)).isEqualTo(1);
      assertThat(counted.closedBy(ClosedBy.FLUSH)).isEqualTo(1);
      assertThat(counted.closedBy(ClosedBy.EMPTY_QUEUE)).as("the first and the last").isEqualTo(2);
      assertThat(counted.batches()).isEqualTo(4);
    }
  }

  @Test
  void anItemOfferedToAFullQueueIsNotQueued() throws Exception {
    try (var batcher = open(BatcherOptions.limitedTo(8, 2), this::doubledBehindGate)) {
      List<CompletableFuture<Integer>> futures = submitBehindFirst(batcher, 1, 2);
      assertThat(batcher.offer(3)).isEmpty();
      gate.countDown();
      assertThat(results(futures)).containsExactly(2, 4);
      assertThat(batcher.offer(4).orElseThrow().get(1, TimeUnit.MINUTES)).isEqualTo(8);
    }
    assertThat(batches).containsExactly(List.of(0), List.of(1, 2), List.of(4));
  }

  @Test
  void anItemThatTheCallerHasGivenUpIsDropped() throws Exception {
    try (var batcher = open(BatcherOptions.limitedTo(8, 8), this::doubledBehindGate)) {
      List<CompletableFuture<Integer>> futures = submitBehindFirst(batcher, 1, 2, 3);
      futures.get(0).cancel(false);
      futures.get(2).cancel(false);
      gate.countDown();
      assertThat(futures.get(1).get(1, TimeUnit.MINUTES)).isEqualTo(4);
      assertThat(batcher.submit(4).get(1, TimeUnit.MINUTES)).isEqualTo(8);
      assertThat(batcher.queued()).isZero();
    }
    assertThat(batches).containsExactly(List.of(0), List.of(2), List.of(4));
  }

  @Test
  void anItemThatMakesTheQueueTooHeavyIsRefusedUnlessItIsAlone() throws Exception {
    BatcherOptions<Integer> options =
        BatcherOptions.<Integer>limitedTo(10, 16)
            .withWeight(item -> item, 100)
            .withQueuedWeight(10);
    try (var batcher = open(options, this::doubledBehindGate)) {
      List<CompletableFuture<Integer>> futures = submitBehindFirst(batcher, 50);
      assertThat(batcher.offer(1)).isEmpty();
      gate.countDown();
      results(futures);
      assertThat(batcher.offer(6).orElseThrow().get(1, TimeUnit.MINUTES)).isEqualTo(12);
    }
    assertThat(batches).containsExactly(List.of(0), List.of(50), List.of(6));
  }

  @Test
  void anItemOfferedToAClosedBatcherIsRejected() {
    var batcher = open(BatcherOptions.limitedTo(8, 2), this::doubled);
    batcher.close();
    assertThat(batcher.offer(1).orElseThrow()).isCompletedExceptionally();
  }

  @Test
  void aBatchIsNoHeavierThanAllowedUnlessASingleItemIs() throws Exception {
    BatcherOptions<Integer> options =
        BatcherOptions.<Integer>limitedTo(10, 16).withWeight(item -> item, 10);
    try (var batcher = open(options, this::doubledBehindGate)) {
      List<CompletableFuture<Integer>> futures = submitBehindFirst(batcher, 6, 4, 1, 50, 2);
      gate.countDown();
      results(futures);
      assertThat(counted.closedBy(ClosedBy.WEIGHT)).isEqualTo(3);
    }
    assertThat(batches)
        .containsExactly(List.of(0), List.of(6, 4), List.of(1), List.of(50), List.of(2));
  }

  @Test
  void aBatchThatThrowsFailsOnlyTheGuiltyItem() throws Exception {
    try (var batcher = open(BatcherOptions.limitedTo(8, 16), failingOn(3))) {
      List<CompletableFuture<Integer>> futures = submitBehindFirst(batcher, 1, 2, 3, 4);
      gate.countDown();
      assertThat(futures.get(0).get(1, TimeUnit.MINUTES)).isEqualTo(2);
      assertThat(futures.get(1).get(1, TimeUnit.MINUTES)).isEqualTo(4);
      assertThat(futures.get(3).get(1, TimeUnit.MINUTES)).isEqualTo(8);
      assertThat(failure(futures.get(2))).hasMessage("guilty: 3");
      assertThat(counted.retriedBatches()).isEqualTo(1);
    }
  }

  @Test
  void aBrokenEnvironmentFailsTheWholeBatchAtOnce() throws Exception {
    BatcherOptions<Integer> options =
        BatcherOptions.<Integer>limitedTo(8, 16)
            .withBroken(failure -> failure.getMessage().startsWith("guilty"));
    try (var batcher = open(options, failingOn(3))) {
      List<CompletableFuture<Integer>> futures = submitBehindFirst(batcher, 1, 2, 3, 4);
      gate.countDown();
      for (CompletableFuture<Integer> future : futures) {
        assertThat(failure(future)).hasMessage("guilty: 3");
      }
    }
    assertThat(batches).containsExactly(List.of(0), List.of(1, 2, 3, 4));
  }

  @Test
  void anEnvironmentThatBreaksDuringTheRetryFailsTheRestOfTheBatch() throws Exception {
    BatcherOptions<Integer> options =
        BatcherOptions.<Integer>limitedTo(8, 16)
            .withBroken(failure -> failure.getMessage().equals("broken"));
    MicroBatcher.BatchFunction<Integer, Integer> function =
        batch -> {
          if (batch.size() > 1) {
            throw new IllegalStateException("some item is bad");
          }
          if (batch.contains(2)) {
            throw new IllegalStateException("broken");
          }
          return doubledBehindGate(batch);
        };
    try (var batcher = open(options, function)) {
      List<CompletableFuture<Integer>> futures = submitBehindFirst(batcher, 1, 2, 3);
      gate.countDown();
      assertThat(futures.get(0).get(1, TimeUnit.MINUTES)).isEqualTo(2);
      assertThat(failure(futures.get(1))).hasMessage("broken");
      assertThat(failure(futures.get(2))).hasMessage("broken");
    }
  }

  @Test
  void anErrorFailsTheBatchAndLeavesTheWorkerAlive() throws Exception {
    MicroBatcher.BatchFunction<Integer, Integer> function =
        batch -> {
          if (batch.contains(13)) {
            throw new OutOfMemoryError("simulated");
          }
          return doubled(batch);
        };
    try (var batcher = open(BatcherOptions.limitedTo(8, 8), function)) {
      assertThat(failure(batcher.submit(13))).isInstanceOf(OutOfMemoryError.class);
      assertThat(batcher.submit(4).get(1, TimeUnit.MINUTES)).isEqualTo(8);
    }
  }

  @Test
  void aWrongNumberOfResultsIsADefectThatFailsTheWholeBatch() throws Exception {
    MicroBatcher.BatchFunction<Integer, Integer> function =
        batch -> {
          List<Integer> results = doubledBehindGate(batch);
          return results.size() < 2 ? results : results.subList(1, results.size());
        };
    try (var batcher = open(BatcherOptions.limitedTo(8, 16), function)) {
      List<CompletableFuture<Integer>> futures = submitBehindFirst(batcher, 1, 2, 3);
      gate.countDown();
      for (CompletableFuture<Integer> future : futures) {
        assertThat(failure(future)).hasMessageContaining("2 results for a batch of 3 items");
      }
      assertThat(counted.retriedBatches()).isZero();
    }
  }

  @Test
  void aNullResultIsADefectToo() throws Exception {
    try (var batcher =
        this.<Integer>open(
            BatcherOptions.limitedTo(8, 8), batch -> Collections.singletonList(null))) {
      assertThat(failure(batcher.submit(1))).hasMessageContaining("no result for item 1 of 1");
    }
  }

  @Test
  void submittingToAFullQueueWaitsForRoom() throws Exception {
    try (var batcher = open(BatcherOptions.limitedTo(1, 2), this::doubledBehindGate)) {
      submitBehindFirst(batcher, 1, 2);
      AtomicReference<CompletableFuture<Integer>> late = new AtomicReference<>();
      Thread submitter =
          new Thread(
              () -> {
                try {
                  late.set(batcher.submit(3));
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      submitter.start();
      Eventually.holds(
          () -> submitter.getState() == Thread.State.WAITING,
          () -> submitter + " is " + submitter.getState());
      assertThat(batcher.queued()).isEqualTo(2);
      gate.countDown();
      submitter.join(TimeUnit.MINUTES.toMillis(1));
      assertThat(late.get().get(1, TimeUnit.MINUTES)).isEqualTo(6);
    }
  }

  @Test
  void anInterruptWhileWaitingForRoomQueuesNothing() throws Exception {
    try (var batcher = open(BatcherOptions.limitedTo(1, 1), this::doubledBehindGate)) {
      submitBehindFirst(batcher, 1);
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> batcher.submit(2)).isInstanceOf(InterruptedException.class);
      assertThat(batcher.queued()).isEqualTo(1);
      gate.countDown();
    }
  }

  @Test
  void closingFinishesTheRunningBatchAndFailsWhatIsQueued() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    MicroBatcher.BatchFunction<Integer, Integer> function =
        batch -> {
          firstBatchRuns.countDown();
          try {
            awaitGate();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
          return doubled(batch);
        };
    var batcher = open(BatcherOptions.limitedTo(1, 4), function);
    CompletableFuture<Integer> running = batcher.submit(1);
    assertThat(firstBatchRuns.await(1, TimeUnit.MINUTES)).isTrue();
    CompletableFuture<Integer> queued = batcher.submit(2);
    batcher.close();
    batcher.close();
    assertThat(interrupted.getCount()).isZero();
    assertThat(running.get(1, TimeUnit.MINUTES)).isEqualTo(2);
    assertThat(failure(queued)).isInstanceOf(RejectedExecutionException.class);
    assertThat(failure(batcher.submit(3))).isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void severalBatchesRunAtTheSameTimeAndTheNextWaits() throws Exception {
    CountDownLatch bothRun = new CountDownLatch(2);
    MicroBatcher.BatchFunction<Integer, Integer> function =
        batch -> {
          bothRun.countDown();
          return doubledBehindGate(batch);
        };
    BatcherOptions<Integer> two = BatcherOptions.<Integer>limitedTo(1, 8).withConcurrency(2);
    try (var batcher = open(two, function)) {
      CompletableFuture<Integer> first = batcher.submit(1);
      CompletableFuture<Integer> second = batcher.submit(2);
      assertThat(bothRun.await(1, TimeUnit.MINUTES)).isTrue();
      CompletableFuture<Integer> third = batcher.submit(3);
      assertThat(batcher.queued()).isEqualTo(1);
      gate.countDown();
      assertThat(results(List.of(first, second, third))).containsExactly(2, 4, 6);
    }
  }

  @Test
  void aWorkerThatFailsLeavesTheBatchesOfOthersAlone() throws Exception {
    CountDownLatch bothRun = new CountDownLatch(2);
    MicroBatcher.BatchFunction<Integer, Integer> function =
        batch -> {
          bothRun.countDown();
          awaitGate();
          if (batch.contains(13)) {
            throw new OutOfMemoryError("simulated");
          }
          return doubled(batch);
        };
    BatcherOptions<Integer> two = BatcherOptions.<Integer>limitedTo(1, 8).withConcurrency(2);
    try (var batcher = open(two, function)) {
      CompletableFuture<Integer> bad = batcher.submit(13);
      CompletableFuture<Integer> good = batcher.submit(4);
      assertThat(bothRun.await(1, TimeUnit.MINUTES)).isTrue();
      gate.countDown();
      assertThat(failure(bad)).isInstanceOf(OutOfMemoryError.class);
      assertThat(good.get(1, TimeUnit.MINUTES)).isEqualTo(8);
      assertThat(batcher.submit(5).get(1, TimeUnit.MINUTES)).isEqualTo(10);
    }
  }

  @Test
  void closingWaitsForTheBatchesOfAllWorkers() throws Exception {
    CountDownLatch bothRun = new CountDownLatch(2);
    MicroBatcher.BatchFunction<Integer, Integer> function =
        batch -> {
          bothRun.countDown();
          try {
            awaitGate();
          } catch (InterruptedException e) {
            // the batch finishes anyway
          }
          return doubled(batch);
        };
    var batcher = open(BatcherOptions.<Integer>limitedTo(1, 8).withConcurrency(2), function);
    List<CompletableFuture<Integer>> running = List.of(batcher.submit(1), batcher.submit(2));
    assertThat(bothRun.await(1, TimeUnit.MINUTES)).isTrue();
    CompletableFuture<Integer> queued = batcher.submit(3);
    batcher.close();
    assertThat(results(running)).containsExactly(2, 4);
    assertThat(failure(queued)).isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void everyFutureCompletesWhenManyThreadsSubmitDuringClose() throws Exception {
    for (int round = 0; round < 50; round++) {
      int concurrency = 1 + round % 3;
      var batcher =
          open(BatcherOptions.<Integer>limitedTo(3, 4).withConcurrency(concurrency), this::doubled);
      List<CompletableFuture<Integer>> futures = Collections.synchronizedList(new ArrayList<>());
      CountDownLatch submitted = new CountDownLatch(20);
      List<Thread> threads =
          IntStream.range(0, 4)
              .mapToObj(
                  t ->
                      new Thread(
                          () -> {
                            for (int i = 0; i < 20; i++) {
                              try {
                                futures.add(batcher.submit(i));
                              } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                              }
                              submitted.countDown();
                            }
                          }))
              .toList();
      threads.forEach(Thread::start);
      assertThat(submitted.await(1, TimeUnit.MINUTES)).isTrue();
      batcher.close();
      for (Thread thread : threads) {
        thread.join(TimeUnit.MINUTES.toMillis(1));
      }
      assertThat(futures).hasSize(80).allMatch(CompletableFuture::isDone);
    }
  }

  private <O> MicroBatcher<Integer, O> open(
      BatcherOptions<Integer> options, MicroBatcher.BatchFunction<Integer, O> function) {
    return new MicroBatcher<>(
        function,
        options.withObserver(counted),
        task -> new Thread(task, "test-batcher"),
        System::nanoTime);
  }

  private List<Integer> doubled(List<Integer> batch) {
    batches.add(batch);
    return batch.stream().map(item -> 2 * item).toList();
  }

  private void awaitGate() throws InterruptedException {
    assertThat(gate.await(1, TimeUnit.MINUTES)).isTrue();
  }

  private List<Integer> doubledBehindGate(List<Integer> batch) throws InterruptedException {
    firstBatchRuns.countDown();
    awaitGate();
    return doubled(batch);
  }

  private MicroBatcher.BatchFunction<Integer, Integer> failingOn(int guilty) {
    return batch -> {
      List<Integer> results = doubledBehindGate(batch);
      if (batch.contains(guilty)) {
        throw new IllegalArgumentException("guilty: " + guilty);
      }
      return results;
    };
  }

  /** Submits 0, waits until its batch is running, and then submits the items after it. */
  private <O> List<CompletableFuture<O>> submitBehindFirst(
      MicroBatcher<Integer, O> batcher, int... items) throws InterruptedException {
    var first = batcher.submit(0);
    assertThat(first).isNotNull();
    assertThat(firstBatchRuns.await(1, TimeUnit.MINUTES)).isTrue();
    List<CompletableFuture<O>> futures = new ArrayList<>();
    for (int item : items) {
      futures.add(batcher.submit(item));
    }
    return futures;
  }

  private static List<Integer> results(List<CompletableFuture<Integer>> futures) throws Exception {
    List<Integer> results = new ArrayList<>();
    for (CompletableFuture<Integer> future : futures) {
      results.add(future.get(1, TimeUnit.MINUTES));
    }
    return results;
  }

  private static Throwable failure(CompletableFuture<?> future) throws Exception {
    try {
      Object result = future.get(1, TimeUnit.MINUTES);
      throw new AssertionError("expected a failure, but got " + result);
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }
}
