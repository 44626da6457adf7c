package dev.arena.console.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class VersionedCacheTest {
  private final VersionedCache<Integer, String> cache = new VersionedCache<>(3);
  private final AtomicInteger computed = new AtomicInteger();

  private String get(Object version, int key) {
    return cache.get(version, key, each -> each + " computed " + computed.incrementAndGet());
  }

  @Test
  void aValueIsComputedOnceForAVersion() {
    assertThat(get("v1", 1)).isEqualTo("1 computed 1");
    assertThat(get("v1", 2)).isEqualTo("2 computed 2");
    assertThat(get("v1", 1)).isEqualTo("1 computed 1");
    assertThat(get("v2", 1)).isEqualTo("1 computed 3");
  }

  @Test
  void beyondTheLimitAllValuesAreForgotten() {
    for (int key = 1; key <= 3; key++) {
      get("v", key);
    }
    assertThat(get("v", 1)).isEqualTo("1 computed 1");
    assertThat(get("v", 4)).isEqualTo("4 computed 4");
    assertThat(get("v", 4)).isEqualTo("4 computed 4");
    assertThat(get("v", 1)).isEqualTo("1 computed 5");
  }

  @Test
  void manyCallersComputeAValueOnceAndDelayNoOther() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    List<CompletableFuture<String>> callers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      callers.add(
          CompletableFuture.supplyAsync(
              () ->
                  cache.get(
                      "v",
                      1,
                      key -> {
                        begun.countDown();
                        await(released);
                        return "computed " + computed.incrementAndGet();
                      }),
              task -> new Thread(task, "caller").start()));
    }
    await(begun);

    assertThat(CompletableFuture.supplyAsync(() -> get("v", 2)))
        .as("another value, while the first is being computed")
        .succeedsWithin(1, TimeUnit.MINUTES)
        .isEqualTo("2 computed 1");
    released.countDown();
    for (CompletableFuture<String> caller : callers) {
      assertThat(caller.get(1, TimeUnit.MINUTES)).isEqualTo("computed 2");
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(1, TimeUnit.MINUTES)) {
        throw new AssertionError("no end within a minute");
      }
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }
}
