package dev.arena.lab.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.arena.cli.JsonOutput;
import dev.arena.cli.ReplaceOption;
import dev.arena.schemas.failure.UsageException;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The report output of a command, with its options {@code --json} and {@code --replace}. */
public final class ReportOutput {
  private static final String LOGGING = "dev/arena/lab/bench/logback.xml";
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Also write the results as JSON; - means standard output instead of the table.")
  private @Nullable String json;

  @Mixin private ReplaceOption replace = new ReplaceOption();

  /** Filled by picocli. */
  public ReportOutput() {}

  /**
   * A report. In JSON, each component of the record is a field in snake case; null values are
   * written.
   */
  public interface Report {
    /** Returns the report as lines of text. */
    List<String> text();
  }

  /**
   * Prepares the output and the logging of the process; called before anything that takes time.
   *
   * @throws dev.arena.schemas.failure.UserException if the file named by {@code --json} cannot be
   *     written
   */
  public void prepare() {
    if (json != null) {
      new JsonOutput(json).requireWritable(replace.given());
    }
    System.setProperty("logback.configurationFile", LOGGING); // read by the first logger
  }

  /** Prints a sentence on standard error. */
  public void say(String sentence) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("arena: " + sentence);
    err.flush();
  }

  /** Prints the text, and writes the JSON if it was requested. */
  public <R extends Record & Report> void write(R report) {
    PrintWriter out = spec.commandLine().getOut();
    JsonOutput output = json == null ? null : new JsonOutput(json);
    PrintWriter lines =
        output != null && output.isStandardOutput() ? spec.commandLine().getErr() : out;
    report.text().forEach(lines::println);
    lines.flush();
    if (output != null) {
      output.write(json(report), out);
    }
  }

  private static String json(Record report) {
    try {
      return MAPPER.writeValueAsString(report) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the report cannot be written as JSON", e);
    }
  }

  /**
   * Checks the number given for an option.
   *
   * @throws UsageException if it is too small
   */
  public static void requireAtLeast(long least, String option, long value) {
    if (value < least) {
      throw new UsageException("%s is %d; expected at least %d.".formatted(option, value, least));
    }
  }
}
