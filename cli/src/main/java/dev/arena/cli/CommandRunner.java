package dev.arena.cli;

import dev.arena.schemas.failure.DeviceException;
import dev.arena.schemas.failure.FileErrors;
import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.text.TerminalText;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * A runner for picocli commands. Every Arena command prints results on stdout and everything else
 * on stderr, and exits with 0 (done), 1 (failed), 2 (wrong usage), 130 (interrupted) or 141 (closed
 * pipe).
 *
 * <p>A {@link UserException}, {@link IOException} or {@link DeviceException} prints a message and
 * exits with 1. A {@link UsageException} or a command line that picocli rejects exits with 2; the
 * message suggests the nearest known name. An interrupt exits with 130. Any other exception is a
 * defect, and the message names the file with its stack trace.
 *
 * <p>{@link TerminalWriter} escapes control sequences in the text that a command prints; bytes
 * written to {@link System#out} pass through unchanged. If standard output cannot be written, the
 * command ends: silently with 141 if it is a closed pipe, otherwise with a message and 1.
 *
 * <pre>{@code
 * public static void main(String[] arguments) {
 *   CommandRunner.main(new TrainerMain(), arguments, () -> {});
 * }
 * }</pre>
 */
public final class CommandRunner {
  /** The command did what was asked. */
  public static final int DONE = 0;

  /** The command failed and said why. */
  public static final int FAILED = 1;

  /** The command line or the configuration is wrong; nothing was done. */
  public static final int WRONG_USAGE = 2;

  /** Refused because a condition on quality is not met; nothing was done. */
  public static final int REFUSED = 3;

  /** Stopped by Ctrl-C. */
  public static final int INTERRUPTED = 130;

  /** The reader of standard output closed the pipe, as {@code head} does. */
  public static final int CLOSED_PIPE = 141;

  private final CommandLine commandLine;

  private CommandRunner(CommandLine commandLine) {
    this.commandLine = commandLine;
  }

  /**
   * Runs the command on this process's standard streams and ends the process with its exit code.
   * {@link Shutdown} handles Ctrl-C and {@code kill}.
   *
   * @param command an object annotated as picocli's command, whose name is {@code arena}
   * @param beforeExit runs before the JVM shuts down
   */
  public static void main(Object command, String[] arguments, Runnable beforeExit) {
    Shutdown.handleSignals(beforeExit);
    Shutdown.exit(run(command, arguments));
  }

  /**
   * Parses and runs the command on this process's standard streams.
   *
   * @param command an object annotated as picocli's command, whose name is {@code arena}
   * @return the exit code
   */
  public static int run(Object command, String... arguments) {
    StandardOutput output = StandardOutput.ofThisProcess();
    System.setOut(output.stream());
    return run(
        command, output, new PrintWriter(System.err, true, Charset.defaultCharset()), arguments);
  }

  /** Like {@link #run(Object, String...)}, with results on {@code output}. */
  public static int run(
      Object command, StandardOutput output, PrintWriter err, String... arguments) {
    PrintWriter out = output.writer();
    int code;
    try {
      code = run(command, out, err, arguments);
      out.flush();
    } catch (StandardOutput.Failure remembered) {
      code = FAILED;
    }
    return output.exitCode(code, err);
  }

  /** Like {@link #run(Object, String...)}, with help on {@code out} and messages on {@code err}. */
  public static int run(Object command, PrintWriter out, PrintWriter err, String... arguments) {
    CommandLine commandLine = new CommandLine(command);
    commandLine.setOut(out).setErr(new PrintWriter(new TerminalWriter(err), true));
    return new CommandRunner(commandLine).execute(arguments);
  }

  private int execute(String... arguments) {
    WrappedHelp.apply(
        commandLine, Math.min(Terminal.ofStdout().columns(), Terminal.DEFAULT_COLUMNS));
    provideVersion(commandLine);
    commandLine
        .setExpandAtFiles(false)
        .setExecutionStrategy(this::run)
        .setParameterExceptionHandler(this::wrongUsage)
        .setExecutionExceptionHandler(this::failed);
    return commandLine.execute(arguments);
  }

  /** Help keeps its colours; command output is escaped. */
  private int run(ParseResult parsed) {
    try {
      Integer help = CommandLine.executeHelpRequest(parsed);
      if (help != null) {
        return help;
      }
      PrintWriter out = commandLine.getOut();
      commandLine.setOut(new EscapingOutput(out));
      int code = new RunLast().execute(parsed);
      commandLine.getOut().flush();
      return code;
    } catch (StandardOutput.Failure recorded) {
      return FAILED; // StandardOutput has recorded it and will report it
    }
  }

  /** A writer that escapes control sequences and keeps the unescaped writer. */
  private static final class EscapingOutput extends PrintWriter {
    private final PrintWriter plain;

    EscapingOutput(PrintWriter plain) {
      super(new TerminalWriter(plain), true);
      this.plain = plain;
    }
  }

  /**
   * A command's unescaped output, for a table that moves the cursor and escapes each cell itself.
   *
   * @param out the writer that {@link CommandLine#getOut} returns
   */
  public static PrintWriter withoutEscapes(PrintWriter out) {
    return out instanceof EscapingOutput escaping ? escaping.plain : out;
  }

  /** Makes {@code --version} print Arena's version for every command. */
  private static void provideVersion(CommandLine command) {
    command.getCommandSpec().versionProvider(new ArenaVersion());
    command.getSubcommands().values().forEach(CommandRunner::provideVersion);
  }

  private int wrongUsage(ParameterException mistake, String[] arguments) {
    say(WrongUsage.describe(mistake));
    return WRONG_USAGE;
  }

  private int failed(Exception thrown, CommandLine command, ParseResult parsed) {
    Throwable reason = unwrapped(thrown);
    if (reason instanceof StandardOutput.Failure) {
      return FAILED; // StandardOutput has recorded it and will report it
    }
    if (reason instanceof ParameterException mistake) {
      return wrongUsage(mistake, new String[0]);
    }
    if (reason instanceof InterruptedException) {
      Thread.currentThread().interrupt();
      return INTERRUPTED;
    }
    say(message(reason, thrown));
    return reason instanceof UsageException ? WRONG_USAGE : FAILED;
  }

  private static String message(Throwable reason, Exception thrown) {
    if (reason instanceof UsageException || reason instanceof UserException) {
      return String.valueOf(reason.getMessage());
    }
    if (reason instanceof FileSystemException trouble) {
      return describe(trouble);
    }
    if (reason instanceof IOException trouble) {
      return describe(trouble, thrown);
    }
    if (reason instanceof DeviceException) {
      return reason.getMessage()
          + ".\n  The input is not at fault. Free or restart the device, and try again.";
    }
    return defect(reason);
  }

  /** The original exception, without the wrappers that carry it between threads. */
  private static Throwable unwrapped(Throwable thrown) {
    Throwable cause = thrown.getCause();
    boolean wrapper =
        thrown instanceof CompletionException
            || thrown instanceof ExecutionException
            || thrown instanceof UncheckedIOException;
    return wrapper && cause != null ? unwrapped(cause) : thrown;
  }

  private static String describe(FileSystemException trouble) {
    if (trouble instanceof NoSuchFileException) {
      return trouble.getFile() + " does not exist; expected a file or folder. Check the path.";
    }
    if (trouble instanceof AccessDeniedException) {
      return trouble.getFile() + " cannot be opened by this user. Check its permissions.";
    }
    if (trouble instanceof FileAlreadyExistsException) {
      return trouble.getFile() + " already exists. Name another path, or remove it first.";
    }
    return trouble.getFile() + ": " + FileErrors.describe(trouble) + ".";
  }

  /** Describes the failed operation, as the {@code UncheckedIOException} does if there is one. */
  private static String describe(IOException trouble, Throwable carrier) {
    String doing = "reading or writing failed";
    for (Throwable outer = carrier; outer != null && outer != trouble; outer = outer.getCause()) {
      String message = outer.getMessage();
      if (outer instanceof UncheckedIOException
          && message != null
          && !message.equals(trouble.toString())) {
        doing = message;
      }
    }
    return "%s: %s.\n  Expected a disk with free space, and connections that stay open."
        .formatted(doing, FileErrors.describe(trouble));
  }

  private static String defect(Throwable thrown) {
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace, true));
    try {
      Path kept = Files.createTempFile("arena-defect-", ".txt");
      Files.writeString(kept, trace.toString(), StandardCharsets.UTF_8);
      return "this is a defect in Arena, not a mistake on your part: %s%n  The stack trace is in %s; please attach it to your report."
          .formatted(thrown, kept);
    } catch (IOException nowhereToKeepIt) {
      return "this is a defect in Arena, not a mistake on your part; please report it with this stack trace:%n%s"
          .formatted(trace);
    }
  }

  private void say(String message) {
    commandLine.getErr().println("arena: " + TerminalText.message(message));
    commandLine.getErr().flush();
  }

  /**
   * A handler that describes a rejected command line and suggests the nearest known option or
   * command.
   */
  private static final class WrongUsage {
    private WrongUsage() {}

    static String describe(ParameterException mistake) {
      CommandLine command = mistake.getCommandLine();
      if (mistake instanceof UnmatchedArgumentException unmatched
          && !unmatched.getUnmatched().isEmpty()) {
        return unknown(unmatched.getUnmatched().get(0), command);
      }
      String message = String.valueOf(mistake.getMessage());
      return (message.endsWith(".") ? message : message + ".") + seeHelp(command);
    }

    private static String unknown(String typed, CommandLine command) {
      CommandSpec spec = command.getCommandSpec();
      if (typed.startsWith("-")) {
        String name = typed.contains("=") ? typed.substring(0, typed.indexOf('=')) : typed;
        return "unknown option " + name + meant(name, optionNames(spec)) + seeHelp(command);
      }
      if (!spec.subcommands().isEmpty()) {
        return "unknown command "
            + typed
            + meant(typed, spec.subcommands().keySet())
            + seeHelp(command);
      }
      return "unexpected argument " + typed + ": nothing was expected here." + seeHelp(command);
    }

    private static String meant(String typed, Collection<String> known) {
      return Spelling.nearest(typed, known)
          .map(name -> ": did you mean " + name + "?")
          .orElse("; expected one of " + String.join(", ", known.stream().sorted().toList()) + ".");
    }

    private static List<String> optionNames(CommandSpec spec) {
      List<String> names = new ArrayList<>();
      for (OptionSpec option : spec.options()) {
        if (!option.hidden()) {
          names.add(option.longestName());
        }
      }
      return names;
    }

    private static String seeHelp(CommandLine command) {
      return " (see " + command.getCommandSpec().qualifiedName() + " --help)";
    }
  }

  /**
   * A writer that escapes every character that could control a terminal; see {@link TerminalText}.
   * Line endings and tabs are kept. JSON keeps its meaning.
   */
  private static final class TerminalWriter extends FilterWriter {
    /** A high surrogate still waiting for its low surrogate; 0 if none. */
    private char high;

    TerminalWriter(Writer out) {
      super(out);
    }

    @Override
    public void write(int character) throws IOException {
      write(new char[] {(char) character}, 0, 1);
    }

    @Override
    public void write(String text, int offset, int length) throws IOException {
      write(text.toCharArray(), offset, length);
    }

    @Override
    public void write(char[] characters, int offset, int length) throws IOException {
      synchronized (lock) {
        StringBuilder text = new StringBuilder(length + 1);
        if (high != 0) {
          text.append(high);
          high = 0;
        }
        text.append(characters, offset, length);
        int last = text.length() - 1;
        if (last >= 0 && Character.isHighSurrogate(text.charAt(last))) {
          high = text.charAt(last);
          text.setLength(last);
        }
        out.write(shown(text.toString()));
      }
    }

    /** Escapes text, and keeps this system's line separator. */
    private static String shown(String text) {
      String separator = System.lineSeparator();
      return separator.equals("\n")
          ? TerminalText.lines(text)
          : TerminalText.lines(text.replace(separator, "\n")).replace("\n", separator);
    }

    @Override
    public void close() throws IOException {
      if (high != 0) {
        out.write(TerminalText.lines(String.valueOf(high)));
        high = 0;
      }
      super.close();
    }
  }
}
