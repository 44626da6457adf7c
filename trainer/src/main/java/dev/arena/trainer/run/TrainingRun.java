package dev.arena.trainer.run;

import dev.arena.models.bundle.BundleManifest;
import dev.arena.models.bundle.BundleManifest.Precision;
import dev.arena.models.bundle.BundleWriter;
import dev.arena.models.command.Terminal;
import dev.arena.models.encode.EncodedPair;
import dev.arena.models.encode.EncodingSpec;
import dev.arena.models.encode.FeatureSpec;
import dev.arena.models.encode.PairEncoder;
import dev.arena.models.encode.TextTokenizer;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.base.BaseEncoder;
import dev.arena.trainer.check.DataCheck;
import dev.arena.trainer.check.DataChecks;
import dev.arena.trainer.network.Duel;
import dev.arena.trainer.network.PreferenceNetwork;
import dev.arena.trainer.tune.FineTuning;
import dev.arena.trainer.tune.Journal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One training run, from the files of votes to the bundle.
 *
 * <ol>
 *   <li>The votes are read, checked, encoded, and split into those that the encoder learns from and
 *       those that are kept from it ({@link LearningSplit}).
 *   <li>A two-way model of the text features says what the encoder need not learn ({@link
 *       HeadStage#featureMargins}).
 *   <li>Encoder and direction learn which answer won ({@link FineTuning}).
 *   <li>The head is fitted to all votes, its strength and calibration chosen out of fold ({@link
 *       HeadStage}).
 *   <li>The graphs are exported, compared with the network, and written ({@link Exported}, {@link
 *       BundleFiles}).
 * </ol>
 */
public final class TrainingRun {
  private final TrainingOptions options;
  private final PrintWriter log;
  private final EncodingSpec encoding;
  private final FeatureSpec features = FeatureSpec.all();

  /**
   * @param log where progress is told
   */
  public TrainingRun(TrainingOptions options, PrintWriter log) {
    this.options = options;
    this.log = log;
    this.encoding = options.recipe().encoding();
  }

  /**
   * Runs.
   *
   * @param base the encoder to start from
   * @return the manifest of the bundle that was written
   */
  public BundleManifest run(BaseEncoder base) throws IOException {
    requireRoom(base);
    try (BundleWriter writer = BundleWriter.create(options.out());
        TextTokenizer tokenizer =
            TextTokenizer.read(new ByteArrayInputStream(base.tokenizer()), "tokenizer.json")) {
      PairEncoder encoder = new PairEncoder(encoding, features, tokenizer);
      DataChecks checks = new DataChecks();
      TrainingFiles files = readTraining(encoder, checks);
      ValidationReport.Rows validation = readValidation(encoder, checks);
      DataCheck check = checks.result();
      check.lines(Terminal.ofStderr().columns()).forEach(line -> say("%s", line));
      files.requireEachOnce(validation == null ? null : validation.file());
      LearningVotes votes =
          LearningVotes.of(files.votes(), validation == null ? List.of() : validation.votes());
      tellLeftOut(votes);
      TrainedModel model = train(base, files, check, votes, validation);
      model.exported().requireTolerances(options.precisions());
      return new BundleFiles(model, options).write(writer, validation);
    }
  }

  private void requireRoom(BaseEncoder base) {
    int positions = base.weights().sizes().positions();
    if (encoding.maxTokens() > positions) {
      throw new UsageException(
          "--max-tokens is %d; expected at most %d, the longest sequence %s can read."
              .formatted(encoding.maxTokens(), positions, base.name()));
    }
  }

  private TrainingFiles readTraining(PairEncoder encoder, DataChecks checks) {
    Integer limit = options.recipe().limit();
    int most = limit == null ? Integer.MAX_VALUE / 2 : limit;
    VoteReader reader = new VoteReader(encoder, options.badRows(), most);
    List<VoteFile> read =
        options.train().stream()
            .map(path -> reader.read(path, checks.training(path.toString()), row -> {}))
            .toList();
    return TrainingFiles.of(read, most);
  }

  private ValidationReport.@Nullable Rows readValidation(PairEncoder encoder, DataChecks checks) {
    if (options.validation() == null) {
      return null;
    }
    List<CsvPair> rows = new ArrayList<>();
    VoteFile file =
        new VoteReader(encoder, options.badRows(), Integer.MAX_VALUE)
            .read(
                options.validation(),
                checks.validation(options.validation().toString()),
                rows::add);
    if (file.decisive()) {
      throw new UserException(
          ("--validation %s has no tie among %,d rows; expected votes with ties, because figures on"
                  + " these would say nothing about ties. Name another file; ./arena evaluate judges"
                  + " a bundle on this one, A against B.")
              .formatted(file.path(), rows.size()));
    }
    return new ValidationReport.Rows(file, rows);
  }

  private void tellLeftOut(LearningVotes votes) {
    if (votes.validated() > 0) {
      say("%,d training rows left out: the validation file holds their texts", votes.validated());
    }
    if (votes.repeated() > 0) {
      say("%,d training rows left out: the same vote stands there already", votes.repeated());
    }
  }

  private TrainedModel train(
      BaseEncoder base,
      TrainingFiles files,
      DataCheck check,
      LearningVotes learning,
      ValidationReport.@Nullable Rows validation) {
    List<EncodedVote> votes = learning.votes();
    LearningSplit split =
        LearningSplit.of(
            votes,
            validation == null ? List.of() : validation.votes(),
            options.recipe().selection(),
            options.recipe().seed());
    say("%s", split.sentence());
    HeadStage heads = new HeadStage(votes, split, options.recipe().seed());
    double[] margins = heads.featureMargins();
    PreferenceNetwork.seed(options.recipe().seed());
    try (PreferenceNetwork network = new PreferenceNetwork(base.weights())) {
      List<Duel> learned = duels(votes, split.learned(), margins);
      List<Duel> heldOut = duels(votes, split.heldOut(), margins);
      try (FineTuning tuning =
          new FineTuning(network, learned, heldOut, options.recipe(), Journal.NONE)) {
        int epochs = options.recipe().optimisation().epochs();
        for (int epoch = 1; epoch <= epochs; epoch++) {
          boolean worthAnother = tuning.epoch(epoch);
          if (epoch < epochs && worthAnother) {
            report("epoch " + epoch, Assessment.of(network, heads, votes, split, validation));
          } else if (!worthAnother) {
            say("this epoch did not help the held-out pairs, so no other follows");
            break;
          }
        }
        if (tuning.restoreBest()) {
          say("kept the weights of step %d, which did best on held-out pairs", tuning.bestStep());
        }
        Assessment assessment = Assessment.of(network, heads, votes, split, validation);
        report("trained", assessment);
        Exported exported = export(network, assessment, votes, split);
        return new TrainedModel(
            base,
            encoding,
            features,
            files,
            check,
            learning,
            split,
            assessment.fitted(),
            exported,
            tuning.points(),
            tuning.bestStep());
      }
    }
  }

  private static List<Duel> duels(
      List<EncodedVote> votes, List<Integer> indices, double[] margins) {
    return indices.stream().map(i -> votes.get(i).duel(margins[i])).toList();
  }

  private void report(String when, Assessment assessment) {
    assessment.sentences().forEach(sentence -> say("%s: %s", when, sentence));
  }

  private Exported export(
      PreferenceNetwork network,
      Assessment assessment,
      List<EncodedVote> votes,
      LearningSplit split) {
    say("exporting, and comparing the graphs with the network");
    List<EncodedPair> pairs = split.judged().stream().map(i -> votes.get(i).pair()).toList();
    Exported exported =
        Exported.of(
            network.weights(),
            assessment.fitted().head(),
            pairs,
            assessment.vectors(),
            Machine.threads());
    say(
        "fp32 graphs differ by at most %.1e in a vector and %.1e in a probability (%d pairs)",
        exported.vectorDifference(), exported.probabilityDifference(), exported.pairs());
    if (options.precisions().contains(Precision.INT8)) {
      say("int8 diverges from fp32 by %.6f (mean of the same pairs)", exported.klToFp32());
    }
    return exported;
  }

  private void say(String format, Object... values) {
    log.println(String.format(Locale.ROOT, format, values));
    log.flush();
  }
}
