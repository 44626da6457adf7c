package dev.arena.console.api;

import dev.arena.console.http.ApiClient;
import dev.arena.console.http.ApiServer;
import dev.arena.console.http.Endpoint;
import dev.arena.console.http.ServedEndpoints;
import dev.arena.kafka.config.ServiceText;
import dev.arena.kafka.health.Health;
import dev.arena.kafka.service.Daemons;
import dev.arena.models.DeviceChoice;
import dev.arena.models.PreferenceScorer;
import dev.arena.models.ScorerOptions;
import dev.arena.streamer.health.DeviceHealth;
import dev.arena.streamer.health.ScorerChecks;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Stream;

/** A server whose model does not begin to answer until it is released. */
final class HeldApi implements AutoCloseable {
  private final CountDownLatch released = new CountDownLatch(1);
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final Queue<String> answered = new ConcurrentLinkedQueue<>();
  private final PreferenceScorer scorer;
  private final DeviceHealth device;
  private final ApiModel model;
  private final List<Endpoint> endpoints;
  private final ServedEndpoints server;
  private final int port;

  /**
   * @param queue how many requests of each kind may wait
   */
  HeldApi(Path bundle, int queue) {
    this(bundle, queue, 256);
  }

  /**
   * @param queue how many requests of each kind may wait
   * @param connections how many clients may be connected
   */
  HeldApi(Path bundle, int queue, int connections) {
    this(bundle, queue, connections, model -> List.of());
  }

  /**
   * @param further makes further endpoints
   */
  HeldApi(Path bundle, int queue, int connections, Function<ApiModel, List<Endpoint>> further) {
    this.scorer =
        PreferenceScorer.open(bundle, ScorerOptions.defaults().withDevice(new DeviceChoice.Cpu()));
    Health health =
        new Health(
            Clock.systemUTC(),
            new ServiceText("console", "request", "requests", "answered", "answer"),
            ScorerChecks.ALL);
    this.device = ScorerChecks.watch(health, scorer::model, scorer.device());
    this.model =
        new ApiModel(
            scorer,
            scorer.batching(),
            queue,
            device,
            task -> Daemons.named("held").newThread(() -> afterRelease(task)),
            ForkJoinPool.commonPool());
    this.endpoints =
        Stream.of(ScoringApi.endpoints(model), further.apply(model)).flatMap(List::stream).toList();
    this.server =
        ServedEndpoints.start(
            new ApiServer.Content(endpoints, Optional.empty(), connections),
            (path, status, nanos) -> answered.add(path + " " + status));
    this.port = server.port();
  }

  private void afterRelease(Runnable task) {
    try {
      if (released.await(10, TimeUnit.MINUTES)) {
        task.run();
      }
    } catch (InterruptedException closed) {
      task.run(); // sees that the batcher is closed
    }
  }

  ApiClient client() {
    return new ApiClient(port);
  }

  int port() {
    return port;
  }

  List<Endpoint> endpoints() {
    return endpoints;
  }

  ApiModel model() {
    return model;
  }

  DeviceHealth device() {
    return device;
  }

  int queued() {
    return model.queued();
  }

  /** The path and status of each answered request. */
  Queue<String> answered() {
    return answered;
  }

  void release() {
    released.countDown();
  }

  /** Returns when the server has stopped. */
  void stopServer() {
    if (stopping.compareAndSet(false, true)) {
      server.close();
    }
  }

  @Override
  public void close() {
    release();
    stopServer();
    model.close();
    scorer.close();
  }
}
