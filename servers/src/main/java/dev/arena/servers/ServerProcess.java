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
 * A child JVM with its log in a file, ready when a line of that log says so.
 *
 * <p>It ignores the SIGINT that Ctrl-C sends to the whole group, so that the parent decides in
 * which order things stop, and it dies with the parent through {@link ParentWatchdog}. Thread-safe.
 */
final class ServerProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  private static final Duration STOP_LIMIT = Duration.ofMinutes(1);
  private static final Duration LOOK_EVERY = Duration.ofMillis(10);
  private static final int LAST_LINES = 12;

  /**
   * How to start a child.
   *
   * @param name what it is, for messages, such as {@code Kafka}
   * @param java options, class path and main class with its arguments, as after {@code java}
   * @param log where its output is appended
   * @param ready found in a line of the output once it serves
   */
  record Launch(String name, List<String> java, Path log, Pattern ready) {
    Launch {
      java = List.copyOf(java);
    }
  }

  private final Launch launch;
  private final Process process;
  private final MatchResult ready;

  private ServerProcess(Launch launch, Process process, MatchResult ready) {
    this.launch = launch;
    this.process = process;
    this.ready = ready;
  }

  /**
   * Starts the child and waits until it is ready.
   *
   * @throws UserException if it ends before, or is not ready in time; nothing is left running
   */
  static ServerProcess start(Launch launch) throws InterruptedException {
    Process process = null;
    try {
      Files.createDirectories(launch.log().toAbsolutePath().getParent());
      long before = Files.exists(launch.log()) ? Files.size(launch.log()) : 0;
      process =
          new ProcessBuilder(command(launch))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(launch.log().toFile()))
              .start();
      return new ServerProcess(launch, process, awaitReady(launch, process, before));
    } catch (IOException unstartable) {
      kill(process);
      throw new UserException(
          "%s could not be started: %s. Expected to run a Java process that logs to %s."
              .formatted(launch.name(), unstartable.getMessage(), launch.log()),
          unstartable);
    } catch (InterruptedException | RuntimeException givenUp) {
      kill(process);
      throw givenUp;
    }
  }

  /** What the pattern matched when the child became ready. */
  MatchResult ready() {
    return ready;
  }

  long pid() {
    return process.pid();
  }

  boolean alive() {
    return process.isAlive();
  }

  /** Done when the child is gone, whatever the reason; never fails. */
  CompletableFuture<?> ended() {
    return process.onExit();
  }

  /** As {@code kill -9}; returns when the process is gone. */
  void kill() {
    kill(process);
  }

  /** Asks the child to stop in order, and kills it when it does not within a minute. */
  @Override
  public void close() {
    process.toHandle().destroy(); // Process.destroy closes the pipe too, at which the child halts
    try {
      if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        kill();
      }
    } catch (InterruptedException interrupted) {
      kill();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return launch.name() + " (process " + pid() + ")";
  }

  private static List<String> command(Launch launch) {
    List<String> command =
        new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT; exec \"$@\"", "sh"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(launch.java());
    return command;
  }

  private static MatchResult awaitReady(Launch launch, Process process, long before)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (true) {
      boolean ended = process.waitFor(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
      String output = tail(launch.log(), before);
      Matcher matcher = launch.ready().matcher(output);
      if (matcher.find()) {
        return matcher.toMatchResult();
      }
      if (ended) {
        throw failed(launch, "ended with exit code " + process.exitValue(), output);
      }
      if (System.nanoTime() - deadline > 0) {
        throw failed(launch, "was not ready after " + START_LIMIT.toSeconds() + " s", output);
      }
    }
  }

  private static UserException failed(Launch launch, String how, String output) {
    List<String> lines = output.lines().filter(line -> !line.isBlank()).toList();
    String last =
        String.join("\n  | ", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    return new UserException(
        "%s %s; expected it to start. Its log is %s and ends with:%n  | %s"
            .formatted(launch.name(), how, launch.log(), last));
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
