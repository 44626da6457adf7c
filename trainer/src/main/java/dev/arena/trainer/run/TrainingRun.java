package dev.arena.trainer.run;

import dev.arena.models.DeviceChoice;
import dev.arena.models.bundle.BundleManifest;
import dev.arena.models.bundle.BundleWriter;
import dev.arena.models.encode.EncodedPair;
import dev.arena.models.encode.FeatureSpec;
import dev.arena.models.encode.PairEncoder;
import dev.arena.models.encode.TextTokenizer;
import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.file.CreatedFolder;
import dev.arena.trainer.base.BaseEncoder;
import dev.arena.trainer.export.Exported;
import dev.arena.trainer.export.Exporter;
import dev.arena.trainer.export.ParitySample;
import dev.arena.trainer.interrupt.Interrupts;
import dev.arena.trainer.network.Devices;
import dev.arena.trainer.network.PreferenceNetwork;
import dev.arena.trainer.network.Threads;
import dev.arena.trainer.network.Weights;
import dev.arena.trainer.prune.EncoderPruning;
import dev.arena.trainer.recipe.Distillation;
import dev.arena.trainer.recipe.Recipe;
import dev.arena.trainer.report.Report;
import dev.arena.trainer.run.TrainingOptions.RunSettings;
import dev.arena.trainer.tune.Checkpoint;
import dev.arena.trainer.tune.FineTuning;
import dev.arena.trainer.tune.RunDirectory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One training run, from the vote files to the bundle.
 *
 * <ol>
 *   <li>The votes are read, checked and encoded, and split into those that train the encoder and
 *       those that it never sees ({@link TrainingSplit}).
 *   <li>If the recipe says so, the encoder is pruned ({@link EncoderPruning}).
 *   <li>A two-way model of the text features gives the margins that the encoder need not learn
 *       ({@link HeadStage#featureMargins}).
 *   <li>The encoder and the scoring vector are trained to predict which answer won ({@link
 *       FineTuning}).
 *   <li>The head is fitted to all votes; its calibration, and whether it uses the encoder, are
 *       decided out of fold ({@link HeadStage}).
 *   <li>The graphs are exported, compared with the network, and written ({@link Exporter}, {@link
 *       BundleFiles}).
 * </ol>
 */
public final class TrainingRun {
  private final TrainingOptions options;
  private final PrintWriter log;

  /** Whether the run's folder holds what this run learned, rather than what an earlier one did. */
  private boolean ownsFolder;

  private boolean bundleWritten;

  /** Gives a network the weights to which the head is fitted. */
  @FunctionalInterface
  private interface TuningStage {
    /**
     * Trains the network, or restores its weights.
     *
     * @param afterEpoch receives the number of each epoch but the last
     */
    TrainedModel.Tuned tune(
        PreferenceNetwork network, TrainingSplit.Pairs pairs, IntConsumer afterEpoch);
  }

  /**
   * @param log receives progress
   */
  public TrainingRun(TrainingOptions options, PrintWriter log) {
    this.options = options;
    this.log = log;
    this.ownsFolder = options.settings().start() == RunSettings.Start.RESUME;
  }

  /**
   * Trains, or resumes an earlier run.
   *
   * @param base the encoder to start from
   * @return the manifest of the bundle that was written
   */
  public BundleManifest run(BaseEncoder base) throws IOException {
    BundleWriter.create(options.out())
        .close(); // fail before hours of training if the folder cannot be written
    RunSettings settings = options.settings();
    try (RunDirectory directory = RunDirectory.open(settings.directory(), Clock.systemUTC())) {
      if (settings.start() == RunSettings.Start.NEW) {
        directory.requireNothingToLose(options.resumeCommand());
      }
      BundleManifest manifest;
      if (settings.start() == RunSettings.Start.RESUME) {
        RunRecord earlier = RunRecord.read(directory.path());
        Checkpoint from = RunDirectory.newest(directory.path(), this::warn);
        manifest = write(base, earlier, record -> resumed(directory, earlier, from, record));
      } else {
        manifest = write(base, null, record -> begun(directory, record));
      }
      directory.finish();
      return manifest;
    }
  }

  /**
   * What is kept after Ctrl-C, and how to resume. The thread that ran the training must call this
   * method.
   */
  public String whenStopped() {
    if (bundleWritten) {
      return "stopped; the bundle %s is complete, but its report may not be. Write both again: %s"
          .formatted(options.out(), options.resumeCommand());
    }
    Path directory = options.settings().directory();
    Checkpoint kept = ownsFolder ? RunDirectory.newest(directory, warning -> {}) : null;
    if (kept == null || kept.state().step() == 0) {
      return "stopped before the first training step. Rerun the command.";
    }
    return "stopped; no bundle was written. The progress up to step %d of %d is kept in %s. Resume: %s"
        .formatted(kept.state().step(), kept.state().steps(), directory, options.resumeCommand());
  }

  /**
   * Writes a bundle from a checkpoint and the votes of its run.
   *
   * @param base the encoder that training started from
   */
  public BundleManifest export(BaseEncoder base, Checkpoint checkpoint) throws IOException {
    RunRecord trained = RunRecord.read(options.settings().directory());
    return write(
        base,
        trained,
        record -> {
          trained.requireSame(record, this::warn);
          return (network, pairs, afterEpoch) -> {
            checkpoint.restoreAveraged(network);
            return new TrainedModel.Tuned(checkpoint.state().points(), checkpoint.state().step());
          };
        });
  }

  private TuningStage begun(RunDirectory directory, RunRecord record) {
    Interrupts.check();
    ownsFolder = true;
    directory.begin(record);
    return fineTuning(directory, null);
  }

  private TuningStage resumed(
      RunDirectory directory, RunRecord earlier, @Nullable Checkpoint from, RunRecord record) {
    earlier.requireSame(record, this::warn);
    Interrupts.check();
    if (from == null) {
      tell("the run was stopped before its first checkpoint, so it starts over");
    }
    directory.resume(from);
    return fineTuning(directory, from);
  }

  /**
   * Fine-tunes in a run directory.
   *
   * @param from the checkpoint to resume from; null to start from the beginning
   */
  private TuningStage fineTuning(RunDirectory directory, @Nullable Checkpoint from) {
    return (network, pairs, afterEpoch) -> {
      try (FineTuning tuning =
          new FineTuning(
              network,
              pairs.train(),
              pairs.heldOut(),
              options.recipe(),
              directory.journal(options.settings().checkpointEvery()))) {
        if (from == null) {
          tuning.begin();
        } else {
          tuning.resume(from, () -> directory.best(from.state().bestStep()));
          tell("resuming after step %d of %d".formatted(from.state().step(), from.state().steps()));
        }
        tuning.finish(this::tell, afterEpoch);
        if (tuning.restoreBest()) {
          tell(
              "kept the weights of step %d, which did best on held-out pairs"
                  .formatted(tuning.bestStep()));
        }
        return new TrainedModel.Tuned(tuning.points(), tuning.bestStep());
      }
    };
  }

  /** The devices that the options name, or else those of the earlier run, or else the fastest. */
  private Devices devices(@Nullable RunRecord earlier) {
    DeviceChoice choice = options.settings().device();
    if (choice == null && earlier != null) {
      choice = DeviceChoice.parse(earlier.machine().device());
    }
    Devices devices = Devices.of(choice == null ? new DeviceChoice.Auto() : choice);
    tell("computing " + devices.sentence());
    return devices;
  }

  private void useThreads(@Nullable RunRecord earlier) {
    Integer threads = options.settings().threads();
    if (threads == null && earlier != null) {
      threads = earlier.machine().threads();
    }
    if (threads != null) {
      Threads.use(threads);
    }
  }

  /**
   * Trains, and writes the bundle.
   *
   * @param earlier the record of the run that is being resumed or exported; null for a new run
   */
  private BundleManifest write(
      BaseEncoder base, @Nullable RunRecord earlier, Function<RunRecord, TuningStage> stage)
      throws IOException {
    requirePossible(options.recipe(), base);
    Path report = options.report();
    useThreads(earlier);
    Devices devices = devices(earlier);
    Interrupts.check();
    try (CreatedFolder reports = report == null ? null : Report.prepare(report);
        TextTokenizer tokenizer =
            TextTokenizer.read(new ByteArrayInputStream(base.tokenizer()), "tokenizer.json")) {
      PairEncoder encoder =
          new PairEncoder(options.recipe().encoding(), FeatureSpec.all(), tokenizer);
      RunVotes votes = RunVotes.read(options, encoder, this::tell);
      votes.requireTiesInValidation();
      RunRecord record = RunRecord.of(options, base, votes, devices);
      TuningStage tuning = stage.apply(record);
      BaseEncoder start =
          EncoderPruning.prune(
              base, votes.texts(options.recipe().seed()), options.recipe(), devices);
      Learned learned = train(start, votes, tuning, devices);
      TrainedModel model;
      BundleManifest manifest;
      try (BundleWriter writer = BundleWriter.create(options.out())) {
        model = export(start, votes, learned, devices, writer.directory());
        manifest = new BundleFiles(model, options, this::tell).write(writer);
        bundleWritten = true;
      }
      if (report != null) {
        tell(new TrainingReport(model, manifest, options).write(report));
      }
      return manifest;
    }
  }

  /**
   * Refuses a recipe that asks for longer sequences, more heads or neurons than the encoder has.
   */
  static void requirePossible(Recipe recipe, BaseEncoder base) {
    int positions = base.weights().sizes().positions();
    int tokens = recipe.encoding().maxTokens();
    if (tokens > positions) {
      throw new UsageException(
          "--max-tokens is %d; expected at most %d, the longest sequence that %s can read."
              .formatted(tokens, positions, base.name()));
    }
    EncoderPruning.requirePossible(base, recipe);
  }

  /** The results of training, before the graphs are written. */
  private record Learned(
      TrainingSplit split,
      HeadStage.Assessment assessment,
      Weights weights,
      TrainedModel.Tuned tuned) {}

  private Learned train(BaseEncoder base, RunVotes read, TuningStage tuning, Devices devices) {
    TrainingVotes learning = read.learning();
    List<EncodedVote> votes = learning.votes();
    ValidationReport.Rows validation = read.validation();
    TrainingSplit split =
        TrainingSplit.of(
            votes, read.reserved(), options.recipe().selection(), options.recipe().seed());
    tell(split.sentence());
    Distillation distillation = options.recipe().distillation();
    HeadStage heads = new HeadStage(votes, split, options.recipe());
    double[] margins = heads.featureMargins();
    PreferenceNetwork.seed(options.recipe().seed());
    try (PreferenceNetwork network =
        new PreferenceNetwork(base.weights(), options.recipe(), devices)) {
      TrainedModel.Tuned tuned =
          tuning.tune(
              network,
              split.pairs(votes, margins, distillation.voteShare()),
              epoch -> report("epoch " + epoch, heads.assess(network, validation)));
      HeadStage.Assessment assessment = heads.assess(network, validation);
      report("trained", assessment);
      return new Learned(split, assessment, network.weights(), tuned);
    }
  }

  private void report(String when, HeadStage.Assessment assessment) {
    assessment.sentences().forEach(sentence -> tell(when + ": " + sentence));
  }

  private TrainedModel export(
      BaseEncoder base, RunVotes read, Learned learned, Devices devices, Path directory)
      throws IOException {
    tell("exporting, and comparing the graphs with the network");
    HeadStage.Assessment assessment = learned.assessment();
    List<EncodedPair> pairs = read.learning().votes().stream().map(EncodedVote::pair).toList();
    Exported exported =
        new Exporter(
                learned.weights(),
                options.recipe().pooling(),
                assessment.fitted().head(),
                Runtime.getRuntime().availableProcessors(),
                System::nanoTime)
            .export(
                directory,
                options.encoders(),
                ParitySample.of(pairs, assessment.vectors().bySequence()));
    exported.sentences().forEach(this::tell);
    return new TrainedModel(
        base, read, learned.split(), assessment.fitted(), exported, devices, learned.tuned());
  }

  private void warn(String sentence) {
    tell("warning: " + sentence);
  }

  private void tell(String line) {
    log.println(line);
    log.flush();
  }
}
