package dev.arena.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.schemas.testing.ChildProcess;
import java.io.BufferedReader;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SecondInterruptTest {
  @Test
  void aSecondCtrlCEndsAProcessWhoseOrderlyStopHangs() throws Exception {
    Process process =
        new ProcessBuilder(
                ChildProcess.interruptible(
                    ChildProcess.java(
                        "-cp", System.getProperty("java.class.path"), Hanging.class.getName())))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
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

  /** A program that does not end in order, only after far longer than the test waits. */
  static final class Hanging {
    private Hanging() {}

    public static void main(String[] arguments) throws InterruptedException {
      SecondInterrupt.haltsThisProcess();
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    System.out.println("stopping");
                    hang();
                  }));
      System.out.println("ready");
      hang();
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
}
