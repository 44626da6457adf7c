package dev.arena.servers;

import dev.arena.cli.Shutdown;
import dev.arena.schemas.failure.UserException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Servers in a temporary folder and scorers on them; leaves neither process nor file, also when it
 * is interrupted. One thread starts and uses it; {@link #close()} may come from any, and interrupts
 * that one.
 */
public final class TemporaryStack implements AutoCloseable {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  private final Thread owner = Thread.currentThread();
  private final TemporaryFolder folder;
  private final List<LocalScorer> scorers = new ArrayList<>();
  private @Nullable LocalServers servers;
  private int started;

  private final Object lock = new Object();
  // guarded by lock
  private final Deque<Runnable> kills = new ArrayDeque<>();
  // guarded by lock; what starts is known to the owner alone, which kills it when interrupted
  private CountDownLatch starting = new CountDownLatch(0);
  private volatile boolean closed;

  private TemporaryStack(TemporaryFolder folder) {
    this.folder = folder;
  }

  /**
   * Starts a broker and a registry.
   *
   * @param name begins the name of the folder
   */
  public static TemporaryStack start(String name) throws InterruptedException {
    TemporaryStack stack = new TemporaryStack(TemporaryFolder.create(name + "-"));
    Shutdown.onSignal(name + "-stop", stack::close);
    try {
      stack.servers = stack.keep(() -> LocalServers.start(stack.folder.path()), LocalServers::kill);
      return stack;
    } catch (RuntimeException | InterruptedException failed) {
      stack.close();
      throw failed;
    }
  }

  /** The broker and the registry. */
  public LocalServers servers() {
    if (servers == null) {
      throw new IllegalStateException("the servers are not running");
    }
    return servers;
  }

  /** The folder that is deleted at the end. */
  public Path folder() {
    return folder.path();
  }

  /**
   * Has something run first of all when this is closed: it ends what threads of the caller's own
   * have under way, such as starting a process again.
   */
  public void beforeClose(Runnable ending) throws InterruptedException {
    synchronized (lock) {
      requireOpen();
      kills.push(ending);
    }
  }

  /** Starts the scorer that {@code ./arena up} runs; returns when it reads pairs. */
  public LocalScorer startScorer(Map<String, String> settings) throws InterruptedException {
    return startScorer(LocalScorer.Program.STREAM, settings);
  }

  /** Starts a program in the scorer's place. */
  public LocalScorer startScorer(LocalScorer.Program program, Map<String, String> settings)
      throws InterruptedException {
    started++;
    String own = "scorer-" + started;
    LocalScorer scorer =
        keep(
            () -> LocalScorer.start(folder.path().resolve(own), servers(), program, settings),
            LocalScorer::kill);
    scorers.add(scorer);
    return scorer;
  }

  /** Stops a scorer in order. */
  public void stop(LocalScorer scorer) {
    scorers.remove(scorer);
    scorer.close();
  }

  /**
   * Makes sure that everything that was started and not stopped runs.
   *
   * @throws InterruptedException if this was closed
   * @throws UserException naming what ended by itself
   */
  public void requireAlive() throws InterruptedException {
    requireOpen();
    boolean alive =
        servers().kafka().alive()
            && servers().registry().alive()
            && scorers.stream().allMatch(LocalScorer::alive);
    requireOpen();
    if (!alive) {
      throw new UserException(
          "the broker, the registry or the scorer ended by itself; expected them to run until the end. Look whether memory ran out, and try again with ./arena up, which keeps their logs.");
    }
  }

  /** Kills what runs and deletes its data. What is still starting is given up. */
  @Override
  public void close() {
    CountDownLatch underWay;
    synchronized (lock) {
      closed = true;
      underWay = starting;
    }
    if (Thread.currentThread() != owner) {
      owner.interrupt();
      awaitQuietly(underWay);
    }
    synchronized (lock) {
      while (!kills.isEmpty()) {
        kills.pop().run();
      }
      folder.close();
    }
  }

  private <T> T keep(Start<T> start, Consumer<T> kill) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    synchronized (lock) {
      requireOpen();
      starting = done;
    }
    try {
      T started = start.run();
      synchronized (lock) {
        kills.push(() -> kill.accept(started));
      }
      return started;
    } finally {
      done.countDown();
    }
  }

  /** What takes a while and can be interrupted. */
  @FunctionalInterface
  private interface Start<T> {
    T run() throws InterruptedException;
  }

  private void requireOpen() throws InterruptedException {
    if (closed) {
      throw new InterruptedException("stopped");
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
