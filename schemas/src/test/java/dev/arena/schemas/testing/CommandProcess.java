package dev.arena.schemas.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A command of Arena in a separate process whose standard output cannot be written. */
public final class CommandProcess {
  private CommandProcess() {}

  /**
   * How a process ended.
   *
   * @param code its exit code
   * @param err what it wrote to standard error
   */
  public record Ended(int code, String err) {}

  /** Runs a command whose output goes to a full device. */
  public static Ended intoFullDevice(Path log, Class<?> main, String... arguments)
      throws IOException {
    Process process =
        builder(log, main, arguments).redirectOutput(Path.of("/dev/full").toFile()).start();
    process.getOutputStream().close();
    return ended(process, log);
  }

  /**
   * Runs a command whose output is a closed pipe.
   *
   * @param input text that is written to its standard input once the pipe is closed
   */
  public static Ended intoClosedPipe(Path log, String input, Class<?> main, String... arguments)
      throws IOException {
    Process process = builder(log, main, arguments).start();
    ChildProcess.closeOutput(process);
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    }
    return ended(process, log);
  }

  private static ProcessBuilder builder(Path log, Class<?> main, String... arguments) {
    List<String> command =
        ChildProcess.java("-Dfile.encoding=UTF-8", "-cp", System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(log.toFile());
  }

  private static Ended ended(Process process, Path log) throws IOException {
    int code = ChildProcess.exitCode(process);
    return new Ended(code, Files.readString(log));
  }
}
