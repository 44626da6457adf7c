package dev.arena.models.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtSession;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.testing.Eventually;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstancePoolTest {
  private static final int HIDDEN = 16;

  @TempDir Path directory;

  @Test
  void runsSpreadOverDevicesBeforeAnyGetsASecond() throws Exception {
    Path graph = TinyBundle.write(directory.resolve("tiny")).resolve("encoder.fp32.onnx");
    try (OrtSession one = Sessions.onCpu(graph);
        OrtSession other = Sessions.onCpu(graph)) {
      EncoderInstance first = new EncoderInstance(one, HIDDEN);
      EncoderNetwork.InstancePool pool =
          new EncoderNetwork.InstancePool(
              List.of(
                  first,
                  new EncoderInstance(one, HIDDEN),
                  new EncoderInstance(other, HIDDEN),
                  new EncoderInstance(other, HIDDEN)));
      assertThat(pool.take()).isSameAs(first);
      assertThat(pool.take().session()).isSameAs(other);
      pool.giveBack(first);
      assertThat(pool.take().session()).as("its two instances are free").isSameAs(one);
    }
  }

  @Test
  void aCallerThatComesWhileAllInstancesRunGetsTheFirstOneReturned() throws Exception {
    Path graph = TinyBundle.write(directory.resolve("tiny")).resolve("encoder.fp32.onnx");
    try (OrtSession session = Sessions.onCpu(graph)) {
      EncoderNetwork.InstancePool pool =
          new EncoderNetwork.InstancePool(List.of(new EncoderInstance(session, HIDDEN)));
      EncoderInstance instance = pool.take();
      CompletableFuture<EncoderInstance> waiting = CompletableFuture.supplyAsync(pool::take);
      pool.giveBack(instance);
      assertThat(waiting.get(1, TimeUnit.MINUTES)).isSameAs(instance);
    }
  }

  @Test
  void anInterruptDoesNotEndTheWaitForAnInstance() throws Exception {
    Path graph = TinyBundle.write(directory.resolve("tiny")).resolve("encoder.fp32.onnx");
    try (OrtSession session = Sessions.onCpu(graph)) {
      EncoderNetwork.InstancePool pool =
          new EncoderNetwork.InstancePool(List.of(new EncoderInstance(session, HIDDEN)));
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
  }
}
