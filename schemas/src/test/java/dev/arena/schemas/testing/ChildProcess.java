package dev.arena.schemas.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * Bounded waits for processes that a test has started: a process that exceeds its deadline is
 * killed with its children, and the test fails with its command line.
 */
public final class ChildProcess {
  /** Far longer than any test should have to wait, even on a busy machine. */
  public static final Duration TIMEOUT = Duration.ofMinutes(5);

  private static final String SIGNALS = "INT,TERM";

  private ChildProcess() {}

  /**
   * This JVM's {@code java} with these arguments and only its fast compiler (C1), because such
   * processes are short-lived.
   */
  public static List<String> java(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(List.of(arguments));
    return command;
  }

  /**
   * A command that SIGINT and SIGTERM can end. A script that starts tests in the background ignores
   * SIGINT, and so does everything below it: a Java process then does not even install its handler,
   * and a shell cannot restore it. GNU {@code env} can; without it, the test is skipped.
   */
  public static List<String> interruptible(List<String> command) {
    if (!ignored()) {
      return command;
    }
    List<String> restored = new ArrayList<>(List.of("env", "--default-signal=" + SIGNALS));
    try {
      List<String> trial = new ArrayList<>(restored);
      trial.add("true");
      if (exitCode(new ProcessBuilder(trial).start()) != 0) {
        throw new IOException("env does not know --default-signal");
      }
    } catch (IOException unable) {
      throw new TestAbortedException(
          "skipped: SIGINT or SIGTERM is ignored here, and no GNU env can restore it (%s); start the tests in the foreground"
              .formatted(unable.getMessage()));
    }
    restored.addAll(command);
    return restored;
  }

  private static boolean ignored() {
    try {
      for (String signal : SIGNALS.split(",")) {
        String said =
            output(new ProcessBuilder("sh", "-c", "kill -" + signal + " $$; echo ignored"));
        if (!said.isEmpty()) {
          return true;
        }
      }
      return false;
    } catch (IOException noShell) {
      throw new UncheckedIOException(noShell);
    }
  }

  /** Sends SIGINT, as Ctrl-C does. */
  public static void interrupt(Process process) throws IOException {
    exitCode(new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start());
  }

  /** The exit code of a process that ends within {@link #TIMEOUT}. */
  public static int exitCode(Process process) {
    return exitCode(process, TIMEOUT);
  }

  /** The exit code of a process that may take longer than {@link #TIMEOUT}. */
  public static int exitCode(Process process, Duration timeout) {
    try {
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw late(process, "end", timeout);
      }
      return process.exitValue();
    } catch (InterruptedException interrupted) {
      throw interrupted(process, interrupted);
    }
  }

  /** Returns when a process has ended, even if this JVM did not start it. */
  public static void awaitEnd(ProcessHandle process) {
    try {
      process.onExit().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      process.destroyForcibly();
      throw new AssertionError(
          "process %d did not end within %s: %s".formatted(process.pid(), TIMEOUT, process.info()),
          late);
    } catch (ExecutionException impossible) {
      throw new AssertionError(impossible);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", interrupted);
    }
  }

  /** Closes the reading end of its output, as {@code head} does. */
  public static void closeOutput(Process process) throws IOException {
    process.getInputStream().close();
  }

  /** The next line of its output, or null when the output ends. */
  public static @Nullable String readLine(Process process, BufferedReader output) {
    return within(process, "print a line", TIMEOUT, output::readLine);
  }

  /** Starts it, closes its input, and returns everything that it prints. */
  public static String output(ProcessBuilder builder) throws IOException {
    Process process = builder.start();
    process.getOutputStream().close();
    return output(process);
  }

  /** Everything that it prints from now until it ends. */
  public static String output(Process process) {
    return output(process, TIMEOUT);
  }

  /** Like {@link #output(Process)}, for a process that may take longer than {@link #TIMEOUT}. */
  public static String output(Process process, Duration timeout) {
    String printed =
        within(
            process,
            "end",
            timeout,
            () -> {
              try (InputStream output = process.getInputStream()) {
                return new String(output.readAllBytes(), StandardCharsets.UTF_8);
              }
            });
    exitCode(process, timeout);
    return printed;
  }

  private static <T extends @Nullable Object> T within(
      Process process, String what, Duration timeout, Callable<T> reading) {
    FutureTask<T> task = new FutureTask<>(reading);
    Thread thread = new Thread(task, "reads-process-" + process.pid());
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw late(process, what, timeout);
    } catch (ExecutionException failed) {
      throw new AssertionError("the output of a process cannot be read", failed.getCause());
    } catch (InterruptedException interrupted) {
      throw interrupted(process, interrupted);
    }
  }

  private static AssertionError late(Process process, String what, Duration timeout) {
    String command = process.info().commandLine().orElse("unknown command");
    kill(process);
    return new AssertionError(
        "process %d did not %s within %s and was killed: %s"
            .formatted(process.pid(), what, timeout, command));
  }

  private static AssertionError interrupted(Process process, InterruptedException interrupted) {
    Thread.currentThread().interrupt();
    kill(process);
    return new AssertionError("interrupted while waiting for " + process, interrupted);
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
