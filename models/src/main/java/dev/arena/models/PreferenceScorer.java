package dev.arena.models;

import ai.onnxruntime.OrtException;
import dev.arena.models.batch.BatchingPlan;
import dev.arena.models.bundle.BundleManifest;
import dev.arena.models.bundle.BundleManifest.Precision;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.models.encode.EncodingSpec;
import dev.arena.models.encode.PairEncoder;
import dev.arena.models.encode.Sequence;
import dev.arena.models.encode.TextTokenizer;
import dev.arena.models.network.EncoderNetwork;
import dev.arena.models.network.HeadNetwork;
import dev.arena.models.network.Sessions;
import dev.arena.models.network.Workers;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.failure.DeviceException;
import dev.arena.schemas.failure.UserException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A scorer that predicts, with a bundle's model, how likely people are to prefer one chatbot's
 * answers to another's.
 *
 * <pre>{@code
 * try (PreferenceScorer scorer = PreferenceScorer.open(Path.of("models/default"))) {
 *   Probabilities p = scorer.score(pair).probabilities();
 * }
 * }</pre>
 *
 * <p>To within 1e-5 in fp32 and 1e-3 in lower precision, a pair's score does not depend on the
 * pairs that are scored with it. Thread-safe: all threads share the device, and a list of pairs
 * uses it more efficiently than single pairs. {@link #close} waits for running calls.
 */
public final class PreferenceScorer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PreferenceScorer.class);

  private final ModelBundle bundle;
  private final String device;
  private final Precision precision;
  private final boolean onGpu;
  private final BatchingPlan batching;
  private final Function<ModelBundle, DevicePlan.Opened> sameWay;
  private final TextTokenizer tokenizer;
  private final EncoderNetwork network;
  private final HeadNetwork head;
  private final Workers workers;

  /** On GPUs, one thread per instance, so that no device waits for tokenisation. */
  private final Workers runners;

  private final PairScoring scoring;
  private final HeadParts parts;

  /** Scoring holds the read lock, so that native memory is not freed while in use. */
  private final ReadWriteLock lifecycle = new ReentrantReadWriteLock();

  private boolean closed;

  private PreferenceScorer(
      ModelBundle bundle,
      DevicePlan.Opened opened,
      HeadNetwork head,
      TextTokenizer tokenizer,
      Workers workers,
      Workers runners) {
    this.bundle = bundle;
    this.device = opened.device();
    this.precision = opened.entry().precision();
    this.onGpu = opened.onGpu();
    this.batching = opened.batching();
    this.sameWay = opened.sameWay();
    this.network = opened.network();
    this.head = head;
    this.tokenizer = tokenizer;
    this.workers = workers;
    this.runners = runners;
    BundleManifest manifest = bundle.manifest();
    this.scoring =
        new PairScoring(
            manifest.model(),
            new PairEncoder(manifest.encoding(), manifest.features(), tokenizer),
            workers,
            network,
            runners,
            head,
            System::nanoTime);
    this.parts =
        new HeadParts(head, manifest.features(), manifest.hidden(), bundle.symmetricMeans());
  }

  /** Opens a bundle with {@link ScorerOptions#defaults}. */
  public static PreferenceScorer open(Path bundle) {
    return open(bundle, ScorerOptions.defaults());
  }

  /**
   * Opens a bundle, verifies it, and scores its golden pairs.
   *
   * @throws UserException if the bundle is damaged or has no golden pairs, or if the bundle or the
   *     machine cannot satisfy the options
   */
  public static PreferenceScorer open(Path bundle, ScorerOptions options) {
    return open(withGoldenPairs(ModelBundle.load(bundle)), options);
  }

  /**
   * Opens another bundle on the same devices while this scorer keeps running. There must be enough
   * memory for both.
   *
   * @throws UserException as {@link #open(Path, ScorerOptions)} does
   */
  public PreferenceScorer openBeside(ModelBundle other) {
    return open(withGoldenPairs(other), workers.another(), sameWay);
  }

  /**
   * Opens a bundle that is still being written, to compute its golden probabilities; see {@code
   * BundleWriter.stage}. Golden pairs may be missing; everything else is verified.
   *
   * @throws UserException as {@link #open(Path, ScorerOptions)} does
   */
  public static PreferenceScorer openStaged(Path bundle, ScorerOptions options) {
    return open(ModelBundle.load(bundle), options);
  }

  private static ModelBundle withGoldenPairs(ModelBundle bundle) {
    if (bundle.manifest().golden().isEmpty()) {
      throw new UserException(
          """
          bundle %s: bundle.json has no golden pairs, so this machine's numbers cannot be checked.
            Expected at least one. Train again with ./arena train, or copy the bundle again."""
              .formatted(bundle.directory()));
    }
    return bundle;
  }

  private static PreferenceScorer open(ModelBundle bundle, ScorerOptions options) {
    Workers workers = new Workers(options.threadCount(), options.background());
    return open(bundle, workers, any -> new DevicePlan(any, options).open());
  }

  private static PreferenceScorer open(
      ModelBundle bundle, Workers workers, Function<ModelBundle, DevicePlan.Opened> way) {
    BundleManifest manifest = bundle.manifest();
    try (OpenedResources opened = new OpenedResources()) {
      opened.keep(workers);
      TextTokenizer tokenizer = opened.keep(TextTokenizer.open(bundle.tokenizer()));
      DevicePlan.Opened encoder = way.apply(bundle);
      opened.keep(encoder.network());
      HeadNetwork head = opened.keep(openHead(bundle));
      Workers runners =
          encoder.onGpu() ? opened.keep(new Workers(encoder.network().instances())) : workers;
      PreferenceScorer scorer =
          new PreferenceScorer(bundle, encoder, head, tokenizer, workers, runners);
      GoldenCheck.check(scorer, encoder.entry());
      opened.release();
      LOG.info(
          "Opened bundle {} (model {}, manifest {}) on {}, with ONNX Runtime {}",
          bundle.directory(),
          manifest.model(),
          bundle.manifestSha256(),
          encoder.device(),
          Sessions.version());
      return scorer;
    }
  }

  private static HeadNetwork openHead(ModelBundle bundle) {
    BundleManifest manifest = bundle.manifest();
    try {
      return HeadNetwork.open(
          bundle.head(),
          manifest.hidden(),
          manifest.features().antisymmetric().size(),
          manifest.features().symmetric().size());
    } catch (OrtException e) {
      throw DevicePlan.unreadable(bundle.head().toString(), e);
    }
  }

  /**
   * Scores one pair.
   *
   * @throws UnscorablePairException if the pair has no turns, or the model gives no valid
   *     probabilities for it
   * @throws DeviceException if the device fails
   * @throws IllegalStateException if this scorer is closed
   */
  public Score score(ConversationPair pair) {
    return score(List.of(pair)).get(0);
  }

  /**
   * Scores pairs and returns the scores in the same order.
   *
   * @throws UnscorablePairException if one of the pairs cannot be scored, in which case none is
   * @throws DeviceException if the device fails
   * @throws IllegalStateException if this scorer is closed
   */
  public List<Score> score(List<ConversationPair> pairs) {
    return whileOpen(pairs, scoring::score);
  }

  /**
   * Explains the score of one pair.
   *
   * @throws UnscorablePairException if a pair cannot be scored
   * @throws DeviceException if the device fails
   * @throws IllegalStateException if this scorer is closed
   */
  public Explanation explain(ConversationPair pair) {
    return explain(List.of(pair)).get(0);
  }

  /**
   * Scores pairs as {@link #score(List)} does, and explains the scores. The encoder does the same
   * work for both.
   *
   * @throws UnscorablePairException if a pair cannot be scored
   * @throws DeviceException if the device fails
   * @throws IllegalStateException if this scorer is closed
   */
  public List<Explanation> explain(List<ConversationPair> pairs) {
    return whileOpen(pairs, scorable -> scoring.explain(scorable, parts));
  }

  /**
   * What the sentences of both answers add to the score of a pair: each of the first 20 sentences
   * of an answer is left out once, or more if the other answer has fewer, up to 40 of both. All
   * copies are scored in one batch, so up to 41 copies of the pair are in memory.
   *
   * @throws UnscorablePairException if a pair cannot be scored
   * @throws DeviceException if the device fails
   * @throws IllegalStateException if this scorer is closed
   */
  public List<SentenceEffect> sentenceEffects(ConversationPair pair) {
    checkScorable(pair);
    LeftOutSentences leftOut = new LeftOutSentences(pair);
    return leftOut.effects(explain(leftOut.pairs()));
  }

  private <T> List<T> whileOpen(List<ConversationPair> pairs, Scoring<T> scoring) {
    pairs.forEach(PreferenceScorer::checkScorable);
    return pairs.isEmpty()
        ? List.of()
        : whileOpen(() -> scoring.of(pairs), "scoring %d pairs".formatted(pairs.size()));
  }

  /** Whether {@link #compare} works: whether the model reads each answer by itself. */
  public boolean readsAnswersAlone() {
    return bundle.manifest().encoding().kind() == EncodingSpec.Kind.BI_ENCODER;
  }

  /**
   * Compares the answers of each set with each other, and returns the results in the same order.
   * The encoder reads each answer once, so n answers cost n encodings although n(n-1)/2 pairs are
   * compared. The probabilities are those of {@link #score} for the same pair of one turn, to
   * within the same tolerance.
   *
   * @throws UnscorablePairException if two answers cannot be compared, in which case none are
   * @throws DeviceException if the device fails
   * @throws IllegalStateException if this scorer is closed, or unless {@link #readsAnswersAlone}
   */
  public List<AnswerComparison> compare(List<AnswerSet> sets) {
    return sets.isEmpty()
        ? List.of()
        : whileOpen(() -> scoring.compare(sets), "comparing %d sets".formatted(sets.size()));
  }

  /** A use of the networks. */
  private interface NetworkUse<T> {
    T run() throws OrtException;
  }

  private <T> T whileOpen(NetworkUse<T> use, String what) {
    lifecycle.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("the scorer of " + model() + " is closed");
      }
      return use.run();
    } catch (OrtException e) {
      throw new DeviceException("%s on %s failed: %s".formatted(what, device, e.getMessage()), e);
    } finally {
      lifecycle.readLock().unlock();
    }
  }

  /** A way to score at least one pair. */
  @FunctionalInterface
  private interface Scoring<T> {
    List<T> of(List<ConversationPair> pairs) throws OrtException;
  }

  /** The bundle that was opened. */
  public ModelBundle bundle() {
    return bundle;
  }

  /** The model's {@code name@version}. */
  public String model() {
    return bundle.manifest().model();
  }

  /** A sentence that says where the encoder runs and why. */
  public String device() {
    return device;
  }

  /** Whether the encoder runs on GPUs. */
  public boolean onGpu() {
    return onGpu;
  }

  /** The encoder's precision. */
  public Precision precision() {
    return precision;
  }

  /**
   * How a {@link dev.arena.models.batch.MicroBatcher} should batch pairs to keep this scorer busy.
   */
  public BatchingPlan batching() {
    return batching;
  }

  /** Reports the duration of each scoring step to an observer, which replaces the previous one. */
  public void observe(ScoringObserver by) {
    scoring.observe(by);
  }

  /**
   * The current maximum number of tokens in one run of the encoder, including padding; 0 if each
   * sequence runs alone.
   */
  public int tokenBudget() {
    return network.tokenBudget();
  }

  /** Waits for running calls, then frees native memory. Closing twice is harmless. */
  @Override
  public void close() {
    lifecycle.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        workers.close();
        runners.close();
        network.close();
        head.close();
        tokenizer.close();
      }
    } finally {
      lifecycle.writeLock().unlock();
    }
  }

  /**
   * Runs the encoder on the longest possible sequence, made of the largest token, and on GPUs also
   * on full batches of shorter sequences.
   */
  void tryLongestSequence() throws OrtException {
    int[] ids = new int[bundle.manifest().encoding().maxTokens()];
    Arrays.fill(ids, tokenizer.largestToken());
    Sequence longest = new Sequence(ids, ids.length / 2);
    if (onGpu) {
      network.warmUp(longest, runners);
    } else {
      network.encode(List.of(longest), runners);
    }
  }

  private static void checkScorable(ConversationPair pair) {
    if (pair.getTurns().isEmpty()) {
      throw new UnscorablePairException(
          "pair " + pair.getId() + " has no turns; expected at least one");
    }
  }

  /** Resources that are closed in reverse order unless released to a new owner. Not thread-safe. */
  private static final class OpenedResources implements AutoCloseable {
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    <T extends AutoCloseable> T keep(T resource) {
      opened.push(resource);
      return resource;
    }

    /** Hands over ownership of everything that was opened. */
    void release() {
      opened.clear();
    }

    @Override
    public void close() {
      RuntimeException failure = null;
      while (!opened.isEmpty()) {
        try {
          opened.pop().close();
        } catch (Exception e) {
          if (failure == null) {
            failure = new IllegalStateException("a model cannot be closed", e);
          } else {
            failure.addSuppressed(e);
          }
        }
      }
      if (failure != null) {
        throw failure;
      }
    }
  }
}
