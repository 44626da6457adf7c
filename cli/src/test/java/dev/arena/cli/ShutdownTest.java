package dev.arena.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.schemas.testing.ChildProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;

class ShutdownTest {
  private static final int TERMINATED = 143;

  @Test
  void theFirstCtrlCStartsAnOrderlyStopAndTheSecondEndsTheProcess() throws Exception {
    Process process = start(Hanging.class);
    try (BufferedReader out = process.inputReader()) {
      assertThat(ChildProcess.readLine(process, out)).isEqualTo("ready");
      ChildProcess.interrupt(process);
      assertThat(ChildProcess.readLine(process, out)).isEqualTo("stopping");
      assertThat(process.isAlive()).isTrue();
      ChildProcess.interrupt(process);
      assertThat(ChildProcess.exitCode(process)).isEqualTo(CommandRunner.INTERRUPTED);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void actionsRunFirstThenTheExitActionThenTheJvmsHooks() throws Exception {
    Process process = start(Stopping.class);
    try (BufferedReader out = process.inputReader()) {
      assertThat(ChildProcess.readLine(process, out)).isEqualTo("ready");
      process.toHandle().destroy(); // without closing its output
      assertThat(ChildProcess.readLine(process, out)).isEqualTo("action");
      assertThat(ChildProcess.readLine(process, out)).isEqualTo("before exit");
      assertThat(ChildProcess.readLine(process, out)).isEqualTo("hook");
      assertThat(ChildProcess.exitCode(process)).isEqualTo(TERMINATED);
    } finally {
      process.destroyForcibly();
    }
  }

  private static Process start(Class<?> program) throws IOException {
    return new ProcessBuilder(
            ChildProcess.interruptible(
                ChildProcess.java("-cp", System.getProperty("java.class.path"), program.getName())))
        .redirectErrorStream(true)
        .start();
  }

  /** A program whose orderly stop takes far longer than the test waits. */
  @Command(name = "arena")
  static final class Hanging implements Callable<Integer> {
    private Hanging() {}

    public static void main(String[] arguments) {
      CommandRunner.main(new Hanging(), arguments, () -> {});
    }

    @Override
    public Integer call() throws InterruptedException {
      Shutdown.onSignal(
          "stop",
          () -> {
            System.err.println("stopping");
            hang();
          });
      System.err.println("ready");
      hang();
      return CommandRunner.DONE;
    }

    private static void hang() {
      try {
        if (!new CountDownLatch(1).await(1, TimeUnit.HOURS)) {
          Runtime.getRuntime().halt(1);
        }
      } catch (InterruptedException never) {
        throw new IllegalStateException(never);
      }
    }
  }

  /** A program whose command returns when it is stopped. */
  @Command(name = "arena")
  static final class Stopping implements Callable<Integer> {
    private final CountDownLatch stopped = new CountDownLatch(1);

    private Stopping() {}

    public static void main(String[] arguments) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> say("hook")));
      CommandRunner.main(new Stopping(), arguments, () -> say("before exit"));
    }

    @Override
    public Integer call() throws InterruptedException {
      Shutdown.onSignal("removed", () -> say("removed")).remove();
      Shutdown.onSignal(
          "stop",
          () -> {
            say("action");
            stopped.countDown();
          });
      say("ready");
      return stopped.await(1, TimeUnit.HOURS) ? CommandRunner.DONE : CommandRunner.FAILED;
    }

    private static void say(String text) {
      System.err.println(text);
    }
  }
}
