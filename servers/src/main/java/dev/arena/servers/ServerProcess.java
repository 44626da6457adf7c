package dev.arena.servers;

import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A child JVM whose output goes to a log file, and which is ready when a line of that log says so.
 * It can be restarted.
 *
 * <p>It ignores what a terminal sends to the whole process group, SIGINT after Ctrl-C and SIGHUP
 * when it is closed, so that the parent decides the order of shutdown, and it ends with the parent
 * because of {@link ParentWatchdog}. One thread restarts it; all other methods can be called from
 * any thread.
 */
public final class ServerProcess implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofMinutes(3);
  private static final Duration STOP_TIMEOUT = Duration.ofMinutes(1);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(10);
  private static final int LAST_LINES = 12;

  /**
   * How to start a child process.
   *
   * @param name name for messages, such as {@code Kafka}
   * @param java arguments of {@code java}: options, class path, and main class with its arguments
   * @param log file to which the output is appended
   * @param ready pattern of the line of output that means that the child is ready
   */
  record Launch(String name, List<String> java, Path log, Pattern ready) {
    Launch {
      java = List.copyOf(java);
    }
  }

  /**
   * A process that has become ready.
   *
   * @param ready the match of the ready pattern
   */
  record Child(Process process, MatchResult ready) {
    /** Kills the process as {@code kill -9} does, and returns when it has ended. */
    void kill() {
      ServerProcess.kill(process);
    }
  }

  /** A function that launches the process, again for each restart. */
  @FunctionalInterface
  interface Launcher {
    /** Returns the new process when it is ready. */
    Child launch() throws InterruptedException;
  }

  private final Launcher launcher;
  private volatile Child child;

  private ServerProcess(Launcher launcher) throws InterruptedException {
    this.launcher = launcher;
    this.child = launcher.launch();
  }

  /** Starts the process and returns when it is ready. */
  static ServerProcess start(Launcher launcher) throws InterruptedException {
    return new ServerProcess(launcher);
  }

  /**
   * Starts the child process and waits until it is ready.
   *
   * @throws UserException if the process ends before it is ready, or is not ready in time; it is
   *     then no longer running
   */
  static Child launch(Launch launch) throws InterruptedException {
    Process process = null;
    try {
      Files.createDirectories(launch.log().toAbsolutePath().getParent());
      long before = Files.exists(launch.log()) ? Files.size(launch.log()) : 0;
      process =
          new ProcessBuilder(command(launch))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(launch.log().toFile()))
              .start();
      return new Child(process, awaitReady(launch, process, before));
    } catch (IOException unstartable) {
      kill(process);
      throw new UserException(
          "%s could not be started: %s. Expected a Java process to start and to log to %s."
              .formatted(launch.name(), unstartable.getMessage(), launch.log()),
          unstartable);
    } catch (InterruptedException | RuntimeException failed) {
      kill(process);
      throw failed;
    }
  }

  /** Returns the match of the ready pattern. */
  MatchResult ready() {
    return child.ready();
  }

  /** Returns the process id. */
  public long pid() {
    return child.process().pid();
  }

  /** Whether the process is running. */
  public boolean alive() {
    return child.process().isAlive();
  }

  /** Returns a future that completes when the process has ended for any reason; it never fails. */
  public CompletableFuture<?> ended() {
    return child.process().onExit();
  }

  /**
   * Kills the process as {@code kill -9} does, and returns when it has ended. Its data is kept, and
   * {@link #restart} starts it again.
   */
  public void kill() {
    child.kill();
  }

  /** Stops the process if it is running, and starts it with the same settings, ports and data. */
  public void restart() throws InterruptedException {
    close();
    child = launcher.launch();
  }

  /**
   * Asks the process to stop gracefully, and kills it if it does not stop within a minute. Calling
   * this again has no effect.
   */
  @Override
  public void close() {
    Process process = child.process();
    process.toHandle().destroy(); // Process.destroy also closes the pipe, which halts the child
    try {
      if (!process.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        kill(process);
      }
    } catch (InterruptedException interrupted) {
      kill(process);
      Thread.currentThread().interrupt();
    }
  }

  private static List<String> command(Launch launch) {
    List<String> command =
        new ArrayList<>(List.of("/bin/sh", "-c", "trap '' HUP INT; exec \"$@\"", "sh"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(launch.java());
    return command;
  }

  private static MatchResult awaitReady(Launch launch, Process process, long before)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    while (true) {
      boolean ended = process.waitFor(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
      String output = tail(launch.log(), before);
      Matcher matcher = launch.ready().matcher(output);
      if (matcher.find()) {
        return matcher.toMatchResult();
      }
      if (ended) {
        throw failed(launch, "ended with exit code " + process.exitValue(), output);
      }
      if (System.nanoTime() - deadline > 0) {
        throw failed(launch, "was not ready after " + START_TIMEOUT.toSeconds() + " s", output);
      }
    }
  }

  private static UserException failed(Launch launch, String problem, String output) {
    List<String> lines = output.lines().filter(line -> !line.isBlank()).toList();
    String last =
        String.join("\n  | ", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    return new UserException(
        "%s %s; expected it to start. Its log is %s and ends with:%n  | %s"
            .formatted(launch.name(), problem, launch.log(), last));
  }

  private static String tail(Path log, long from) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      byte[] bytes = new byte[Math.toIntExact(Math.max(0, file.length() - from))];
      file.seek(from);
      file.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private static void kill(@Nullable Process process) {
    if (process == null) {
      return;
    }
    process.destroyForcibly();
    boolean interrupted = false;
    while (process.isAlive()) {
      try {
        process.waitFor();
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
