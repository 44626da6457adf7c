package dev.arena.models.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.testing.Eventually;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstancePoolTest {
  private static final int HIDDEN = 16;

  @TempDir private Path directory;

  private Path graph;
  private OrtSession session;

  @BeforeEach
  void open() throws OrtException {
    graph = TinyBundle.write(directory.resolve("tiny")).resolve("encoder.fp32.onnx");
    session = Sessions.onCpu(graph);
  }

  @AfterEach
  void close() throws OrtException {
    session.close();
  }

  @Test
  void runsSpreadOverDevicesBeforeAnyGetsASecond() throws OrtException {
    try (OrtSession other = Sessions.onCpu(graph)) {
      EncoderInstance first = new EncoderInstance(session, HIDDEN);
      EncoderNetwork.InstancePool pool =
          new EncoderNetwork.InstancePool(
              List.of(
                  first,
                  new EncoderInstance(session, HIDDEN),
                  new EncoderInstance(other, HIDDEN),
                  new EncoderInstance(other, HIDDEN)));
      assertThat(pool.take()).isSameAs(first);
      assertThat(pool.take().session()).isSameAs(other);
      pool.giveBack(first);
      assertThat(pool.take().session()).as("its two instances are free").isSameAs(session);
    }
  }

  @Test
  void aCallerThatComesWhileAllInstancesRunGetsTheFirstOneReturned() throws Exception {
    EncoderNetwork.InstancePool pool = poolOfOne();
    EncoderInstance instance = pool.take();
    CompletableFuture<EncoderInstance> waiting = CompletableFuture.supplyAsync(pool::take);
    pool.giveBack(instance);
    assertThat(waiting.get(1, TimeUnit.MINUTES)).isSameAs(instance);
  }

  @Test
  void anInterruptDoesNotEndTheWaitForAnInstance() throws Exception {
    EncoderNetwork.InstancePool pool = poolOfOne();
    EncoderInstance instance = pool.take();
    CompletableFuture<Boolean> interruptedAfterwards = new CompletableFuture<>();
    Thread waiting =
        new Thread(
            () -> {
              pool.take();
              interruptedAfterwards.complete(Thread.currentThread().isInterrupted());
            });
    waiting.setDaemon(true);
    waiting.start();
    Eventually.holds(
        () -> waiting.getState() == Thread.State.WAITING, () -> "it is " + waiting.getState());
    waiting.interrupt();
    pool.giveBack(instance);
    assertThat(interruptedAfterwards.get(1, TimeUnit.MINUTES)).isTrue();
  }

  private EncoderNetwork.InstancePool poolOfOne() {
    return new EncoderNetwork.InstancePool(List.of(new EncoderInstance(session, HIDDEN)));
  }
}
