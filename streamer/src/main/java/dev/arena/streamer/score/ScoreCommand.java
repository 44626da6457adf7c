package dev.arena.streamer.score;

import dev.arena.cli.CommandRunner;
import dev.arena.cli.Terminal;
import dev.arena.models.DeviceChoice;
import dev.arena.models.PreferenceScorer;
import dev.arena.models.ScorerOptions;
import dev.arena.models.UnscorablePairException;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.failure.FileErrors;
import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.file.InputFile;
import dev.arena.schemas.jsonl.PairLines;
import dev.arena.schemas.turns.TurnList;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code arena score}: scores one pair, or each line of a stream, without a cluster. */
@Command(
    name = "score",
    mixinStandardHelpOptions = true,
    description = {
      "Scores one pair of answers, or each line of a JSONL stream, on this machine.",
      "",
      "  ./arena score --prompt \"What is 17 times 24?\" --a 408 --b \"About 400.\"",
      "  ./arena score --prompt @prompt.txt --a @a.txt --b @b.txt --json",
      "  ./arena score --prompt @prompt.txt --a @a.txt --b @b.txt --explain",
      "  ./arena score --json - < pairs.jsonl",
      "",
      "A text that begins with @ names a file that holds the text; @@ stands for an @ at the"
          + " beginning. Lines are pairs as in docs/reference/jsonl.md, with one or more turns; the"
          + " id may be missing. Each line gets one line of output, in the order of the input and"
          + " without waiting for the next line; for one that cannot be read or scored, the output"
          + " is its number and the reason, and the exit code is then 1.",
      ""
    })
public final class ScoreCommand implements Callable<Integer> {
  private static final String ID = "pair";

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "JSONL file of pairs instead of --prompt, --a and --b; - is standard input.")
  private @Nullable String file;

  @Option(names = "--prompt", paramLabel = "TEXT|@FILE", description = "What the person asked.")
  private @Nullable String prompt;

  @Option(names = "--a", paramLabel = "TEXT|@FILE", description = "Chatbot A's answer.")
  private @Nullable String answerA;

  @Option(names = "--b", paramLabel = "TEXT|@FILE", description = "Chatbot B's answer.")
  private @Nullable String answerB;

  @Option(names = "--json", description = "One JSON object per pair instead of a table.")
  private boolean json;

  @Option(
      names = "--explain",
      description =
          "Also print the parts that add up to the score, and what each of the first sentences adds"
              + " (docs/reference/explanations.md). For one pair; ./arena predict --explain takes"
              + " files.")
  private boolean explain;

  @Option(
      names = "--bundle",
      paramLabel = "DIR",
      description = "The model bundle that scores (default: the shipped one).")
  private @Nullable Path bundle;

  @Option(
      names = "--device",
      paramLabel = "auto|cpu|cuda:N,...",
      description =
          "Where the network runs (default: auto, the first GPU if one can be used, else the CPU).")
  private String device = "auto";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    ScorerOptions options = options();
    Path directory = bundle == null ? ModelBundle.shipped() : bundle;
    if (file == null) {
      ConversationPair pair = pair();
      try (PreferenceScorer scorer = PreferenceScorer.open(directory, options)) {
        answer(pair, scorer);
      }
      return CommandRunner.DONE;
    }
    if (prompt != null || answerA != null || answerB != null) {
      throw new UsageException(
          "found %s and also --prompt, --a or --b; expected one or the other. Leave one out."
              .formatted(file));
    }
    if (explain) {
      throw new UsageException(
          "--explain explains the pair of --prompt, --a and --b, but found the file %s; expected one of the two. Use ./arena predict --explain for a file."
              .formatted(file));
    }
    return answerLines(file, directory, options);
  }

  private void answer(ConversationPair pair, PreferenceScorer scorer) {
    try {
      if (explain) {
        answers().explained(pair, scorer.explain(pair), scorer.sentenceEffects(pair));
      } else {
        answers().scored(pair, scorer.score(pair));
      }
    } catch (UnscorablePairException unscorable) {
      throw new UserException(
          "this pair cannot be scored: %s. Change its texts.".formatted(unscorable.getMessage()),
          unscorable);
    }
    out().flush();
  }

  private int answerLines(String input, Path directory, ScorerOptions options)
      throws IOException, InterruptedException {
    try (PairLines lines = PairLines.open(input);
        PreferenceScorer scorer = PreferenceScorer.open(directory, options)) {
      LineScoring.Result result =
          new LineScoring(scorer, lines, ScoreCommand::daemon).run(answers(), out());
      if (result.refused() == 0) {
        return CommandRunner.DONE;
      }
      spec.commandLine()
          .getErr()
          .printf(
              "arena: %d of %d lines of %s have no score; their output lines say why.%n",
              result.refused(),
              result.answered() + result.refused(),
              input.equals(InputFile.STANDARD_INPUT) ? "standard input" : input);
      return CommandRunner.FAILED;
    }
  }

  private ConversationPair pair() {
    List<String> missing = new ArrayList<>();
    String askedText = required("--prompt", prompt, missing);
    String textA = required("--a", answerA, missing);
    String textB = required("--b", answerB, missing);
    if (!missing.isEmpty()) {
      throw new UsageException(
          "%s missing; expected --prompt, --a and --b, or a JSONL file (- is standard input). See ./arena score --help."
              .formatted(String.join(", ", missing) + (missing.size() == 1 ? " is" : " are")));
    }
    Turn turn =
        new Turn(
            GivenText.of("--prompt", askedText),
            GivenText.of("--a", textA),
            GivenText.of("--b", textB));
    return ConversationPair.newBuilder().setId(ID).setTurns(List.of(turn)).build();
  }

  private static String required(String option, @Nullable String text, List<String> missing) {
    if (text == null) {
      missing.add(option);
      return "";
    }
    return text;
  }

  /** One thread per core; measuring other layouts would take longer than scoring many pairs. */
  private ScorerOptions options() {
    try {
      return ScorerOptions.defaults()
          .withDevice(DeviceChoice.parse(device))
          .withThreads(Runtime.getRuntime().availableProcessors());
    } catch (IllegalArgumentException mistake) {
      throw new UsageException("--device: " + mistake.getMessage() + ".");
    }
  }

  private Answers answers() {
    return json
        ? Answers.json(out(), Clock.systemUTC())
        : Answers.table(CommandRunner.withoutEscapes(out()), Terminal.ofStdout());
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "arena-score");
    thread.setDaemon(true);
    return thread;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /**
   * A text from the command line: as typed or, for {@code @FILE}, the content of the file without
   * its final line ending. {@code @@} escapes a text that begins with @.
   */
  static final class GivenText {
    /** The same limit as for a line of JSON. */
    private static final long LARGEST = 64 << 20;

    private GivenText() {}

    /**
     * The text; null if it is empty, like an empty cell of a CSV file.
     *
     * @param option the option's name in messages
     * @throws UserException if the file cannot be read
     */
    static @Nullable String of(String option, String typed) {
      String text = typed;
      if (typed.startsWith("@@")) {
        text = typed.substring(1);
      } else if (typed.startsWith("@")) {
        text = withoutLastLineEnd(content(option, typed.substring(1)));
      }
      return text.isEmpty() ? null : TurnList.whole(text);
    }

    private static String content(String option, String file) {
      String found;
      try {
        Path path = Path.of(file);
        if (Files.size(path) <= LARGEST) {
          return Files.readString(path);
        }
        found = "it has %d bytes, and at most %d are allowed".formatted(Files.size(path), LARGEST);
      } catch (NoSuchFileException missing) {
        found = "it does not exist";
      } catch (CharacterCodingException otherEncoding) {
        found = "it is not UTF-8";
      } catch (InvalidPathException noName) {
        found = "it is not a file name";
      } catch (IOException unreadable) {
        found = FileErrors.describe(unreadable);
      }
      throw new UserException(
          "%s @%s cannot be read: %s; expected a text file in UTF-8. Check the name, or write @@ for a text that begins with @."
              .formatted(option, file, found));
    }

    private static String withoutLastLineEnd(String text) {
      if (text.endsWith("\r\n")) {
        return text.substring(0, text.length() - 2);
      }
      return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }
  }
}
