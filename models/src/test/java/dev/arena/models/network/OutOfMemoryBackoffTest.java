package dev.arena.models.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import dev.arena.models.batch.BatchLimits;
import dev.arena.models.encode.Sequence;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs on a device where the number of concurrent runs decides whether memory suffices. */
class OutOfMemoryBackoffTest {
  private static final String GPU = "a GPU";
  private static final int BUDGET = 64;
  private static final List<Sequence> ONE = List.of(new Sequence(new int[] {7, 8}, 1));
  private static final List<Sequence> MANY = Collections.nCopies(8, ONE.get(0));

  private final AtomicLong now = new AtomicLong();
  private final OutOfMemoryBackoff runs =
      new OutOfMemoryBackoff(new BatchLimits(32, BUDGET), now::get);
  private final CountedRuns counted = new CountedRuns();
  private final AtomicInteger underWay = new AtomicInteger();

  @BeforeEach
  void count() {
    runs.observe(counted);
  }

  @Test
  void aRunThatFitsAloneButNotBesideAnotherIsDoneOnceTheOtherEnds() throws OrtException {
    CountDownLatch failed = new CountDownLatch(1);
    OutOfMemoryBackoff.Encoding roomForOne =
        (sequences, length) -> {
          boolean alone = underWay.incrementAndGet() == 1;
          try {
            if (!alone) {
              failed.countDown();
              throw shortage();
            }
            if (counted.runs() == 0) {
              await(failed);
            }
            return vectors(sequences);
          } finally {
            underWay.decrementAndGet();
          }
        };
    List<List<Sequence>> batches = List.of(ONE, MANY);
    atOnce(index -> runs.run(GPU, roomForOne, batches.get(index)));
    assertThat(counted.runs()).isEqualTo(2);
    assertThat(runs.limits().maxTokens()).isEqualTo(BUDGET);
  }

  @Test
  void twoRunsThatFailTogetherAreEachRetriedAlone() throws OrtException {
    CyclicBarrier bothUnderWay = new CyclicBarrier(2);
    AtomicInteger tries = new AtomicInteger();
    OutOfMemoryBackoff.Encoding roomForOne =
        (sequences, length) -> {
          if (tries.incrementAndGet() <= 2) {
            await(bothUnderWay);
            throw shortage();
          }
          assertThat(underWay.incrementAndGet()).isEqualTo(1);
          underWay.decrementAndGet();
          return vectors(sequences);
        };
    atOnce(index -> assertThat(runs.run(GPU, roomForOne, MANY)).hasSameSizeAs(MANY));
    assertThat(counted.runs()).isEqualTo(2);
    assertThat(runs.limits().maxTokens()).isEqualTo(BUDGET);
  }

  @Test
  void runsOnTwoDevicesDoNotWaitForEachOther() throws OrtException {
    CyclicBarrier bothUnderWay = new CyclicBarrier(2);
    atOnce(
        index ->
            runs.run(
                "GPU " + index,
                (sequences, length) -> {
                  if (underWay.incrementAndGet() <= 2) {
                    await(bothUnderWay);
                    throw shortage();
                  }
                  await(bothUnderWay);
                  return vectors(sequences);
                },
                ONE));
    assertThat(counted.runs()).isEqualTo(2);
  }

  @Test
  void aSingleSequenceThatDoesNotFitAloneFails() {
    AtomicInteger tries = new AtomicInteger();
    assertThatThrownBy(
            () ->
                runs.run(
                    GPU,
                    (sequences, length) -> {
                      tries.incrementAndGet();
                      throw shortage();
                    },
                    ONE))
        .isInstanceOf(OrtException.class);
    assertThat(tries).hasValue(2);
  }

  @Test
  void onlySuccessfulRunsAreTimed() throws OrtException {
    AtomicInteger tries = new AtomicInteger();
    runs.run(
        GPU,
        (sequences, length) -> {
          now.addAndGet(100);
          if (tries.incrementAndGet() == 1) {
            throw shortage();
          }
          return vectors(sequences);
        },
        ONE);
    assertThat(counted.nanos()).isEqualTo(100);
  }

  private static void atOnce(Workers.IndexedTask task) throws OrtException {
    try (Workers workers = new Workers(2)) {
      workers.run(2, 2, task);
    }
  }

  private static OrtException shortage() {
    return new OrtException("Failed to allocate memory for requested buffer of size 64");
  }

  private static List<float[]> vectors(List<Sequence> sequences) {
    return sequences.stream().map(sequence -> new float[] {sequence.length()}).toList();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(1, TimeUnit.MINUTES);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
