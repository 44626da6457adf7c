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
 * Servers in a temporary folder, and services that use them. It leaves no process and no file
 * behind, even when it is interrupted. One thread, its owner, starts and uses it; {@link #close()}
 * can be called from any thread, and interrupts the owner.
 */
public final class TemporaryStack implements AutoCloseable {
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

  private final Thread owner = Thread.currentThread();
  private final TemporaryFolder folder;
  private final List<LocalService> services = new ArrayList<>();
  private @Nullable LocalServers servers;
  private int started;

  private final Object lock = new Object();
  // guarded by lock
  private final Deque<Runnable> kills = new ArrayDeque<>();
  // guarded by lock; only the owner knows a process that is starting, and kills it if interrupted
  private CountDownLatch starting = new CountDownLatch(0);
  private volatile boolean closed;

  private TemporaryStack(TemporaryFolder folder) {
    this.folder = folder;
  }

  /**
   * Starts a broker and a registry.
   *
   * @param name prefix of the name of the folder
   */
  public static TemporaryStack start(String name) throws InterruptedException {
    return start(name, StartReport.none());
  }

  /** Starts a broker and a registry, and reports when each of them is ready. */
  public static TemporaryStack start(String name, StartReport report) throws InterruptedException {
    TemporaryStack stack = new TemporaryStack(TemporaryFolder.create(name + "-"));
    Shutdown.onSignal(name + "-stop", stack::close);
    try {
      stack.servers =
          stack.launch(() -> LocalServers.start(stack.folder.path(), report), LocalServers::kill);
      return stack;
    } catch (RuntimeException | InterruptedException failed) {
      stack.close();
      throw failed;
    }
  }

  /** Returns the broker and the registry. */
  public LocalServers servers() {
    if (servers == null) {
      throw new IllegalStateException("the servers are not running");
    }
    return servers;
  }

  /** Returns the folder that is deleted on close. */
  public Path folder() {
    return folder.path();
  }

  /**
   * Registers an action that {@link #close()} runs first, for example to stop the caller's own
   * threads that start processes again.
   */
  public void beforeClose(Runnable ending) throws InterruptedException {
    synchronized (lock) {
      requireOpen();
      kills.push(ending);
    }
  }

  /** Starts a service, and returns once it is ready. */
  public LocalService start(LocalService.Program program, Map<String, String> settings)
      throws InterruptedException {
    started++;
    String name = program.name() + "-" + started;
    LocalService service =
        launch(
            () -> LocalService.start(folder.path().resolve(name), servers(), program, settings),
            started -> started.process().kill());
    services.add(service);
    return service;
  }

  /** Stops a service gracefully. */
  public void stop(LocalService service) {
    services.remove(service);
    service.close();
  }

  /**
   * Checks that every process that was started and not stopped is still running.
   *
   * @throws InterruptedException if this stack was closed
   * @throws UserException if a process exited unexpectedly
   */
  public void requireAlive() throws InterruptedException {
    requireOpen();
    boolean alive =
        servers().kafka().process().alive()
            && servers().registry().process().alive()
            && services.stream().allMatch(each -> each.process().alive());
    requireOpen();
    if (!alive) {
      throw new UserException(
          "the broker, the registry or a service exited unexpectedly; expected all of them to run until the end. Check whether the machine ran out of memory, and try again with ./arena up, which keeps their logs.");
    }
  }

  /** Kills all processes and deletes their data. A start that is in progress is cancelled. */
  @Override
  public void close() {
    CountDownLatch pending;
    synchronized (lock) {
      closed = true;
      pending = starting;
    }
    if (Thread.currentThread() != owner) {
      owner.interrupt();
      awaitQuietly(pending);
    }
    synchronized (lock) {
      while (!kills.isEmpty()) {
        kills.pop().run();
      }
      folder.close();
    }
  }

  /**
   * Starts something that {@link #close()} ends before the servers; a start that is in progress is
   * interrupted.
   *
   * @throws InterruptedException if this stack was closed meanwhile, whatever exception the start
   *     threw
   */
  public <T> T launch(Start<T> start, Consumer<T> end) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    synchronized (lock) {
      requireOpen();
      starting = done;
    }
    try {
      T started = start.run();
      synchronized (lock) {
        kills.push(() -> end.accept(started));
      }
      return started;
    } catch (RuntimeException failed) {
      requireOpen();
      throw failed;
    } finally {
      done.countDown();
    }
  }

  /** A start that takes a while and can be interrupted. */
  @FunctionalInterface
  public interface Start<T> {
    /** Returns what was started. */
    T run() throws InterruptedException;
  }

  private void requireOpen() throws InterruptedException {
    if (closed) {
      throw new InterruptedException("stopped");
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
