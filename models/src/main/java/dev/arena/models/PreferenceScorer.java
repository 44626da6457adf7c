package dev.arena.models;

import ai.onnxruntime.OrtException;
import dev.arena.models.batch.BatchingPlan;
import dev.arena.models.bundle.BundleManifest;
import dev.arena.models.bundle.BundleManifest.Precision;
import dev.arena.models.bundle.ModelBundle;
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
 * Says how likely people are to prefer one chatbot's answers to another's, as the model of a bundle
 * has it.
 *
 * <pre>{@code
 * try (PreferenceScorer scorer = PreferenceScorer.open(Path.of("models/default"))) {
 *   Probabilities p = scorer.score(pair).probabilities();
 * }
 * }</pre>
 *
 * <p>A pair's score does not depend on the pairs that are scored with it: within 1e-5 in fp32, 1e-3
 * in lower precision. Safe for use by many threads, whose pairs share the device; a list of pairs
 * uses the device better than single ones. {@link #close} waits for scores that are under way.
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

  /** On GPUs a thread for each instance, so that no device waits for a thread that tokenises. */
  private final Workers runners;

  private final PairScoring scoring;

  /** Scores hold the read lock, so that closing does not pull native memory from under them. */
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
  }

  /** Opens a bundle with {@link ScorerOptions#defaults}. */
  public static PreferenceScorer open(Path bundle) {
    return open(bundle, ScorerOptions.defaults());
  }

  /**
   * Opens a bundle, verifies it, and scores its golden pairs.
   *
   * @throws UserException if the bundle is damaged or has no golden pairs, or the options ask for
   *     what the bundle or the machine does not have
   */
  public static PreferenceScorer open(Path bundle, ScorerOptions options) {
    return open(withGoldenPairs(ModelBundle.load(bundle)), options);
  }

  /**
   * Opens another bundle as {@link #open(Path, ScorerOptions)} opened this one, while this one goes
   * on: on the same devices, and without measuring how runs share a CPU that is busy. The memory of
   * both is needed.
   *
   * @throws UserException as {@link #open(Path, ScorerOptions)} does
   */
  public PreferenceScorer openBeside(ModelBundle other) {
    return open(withGoldenPairs(other), workers.threads(), sameWay);
  }

  /**
   * Opens a bundle that is being written and may have no golden pairs yet, so that their
   * probabilities can be computed; see {@code BundleWriter.stage}. The rest is verified.
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
    return open(bundle, options.threadCount(), any -> new DevicePlan(any, options).open());
  }

  private static PreferenceScorer open(
      ModelBundle bundle, int threads, Function<ModelBundle, DevicePlan.Opened> way) {
    BundleManifest manifest = bundle.manifest();
    try (OpenedResources opened = new OpenedResources()) {
      TextTokenizer tokenizer = opened.keep(TextTokenizer.open(bundle.tokenizer()));
      DevicePlan.Opened encoder = way.apply(bundle);
      opened.keep(encoder.network());
      HeadNetwork head = opened.keep(openHead(bundle));
      Workers workers = opened.keep(new Workers(threads));
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
   * @throws UnscorablePairException if the pair has no turns, or the model has no number for it
   * @throws DeviceException if the device fails
   * @throws IllegalStateException if this scorer is closed
   */
  public Score score(ConversationPair pair) {
    return score(List.of(pair)).get(0);
  }

  /**
   * Scores pairs, in their order.
   *
   * @throws UnscorablePairException if one of the pairs cannot be scored; others are not scored
   *     then
   * @throws DeviceException if the device fails
   * @throws IllegalStateException if this scorer is closed
   */
  public List<Score> score(List<ConversationPair> pairs) {
    pairs.forEach(PreferenceScorer::checkScorable);
    lifecycle.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("the scorer of " + model() + " is closed");
      }
      return pairs.isEmpty() ? List.of() : scoring.score(pairs);
    } catch (OrtException e) {
      throw new DeviceException(
          "scoring %d pairs on %s failed: %s".formatted(pairs.size(), device, e.getMessage()), e);
    } finally {
      lifecycle.readLock().unlock();
    }
  }

  /** The bundle whose model this is. */
  public ModelBundle bundle() {
    return bundle;
  }

  /** The model's {@code name@version}. */
  public String model() {
    return bundle.manifest().model();
  }

  /** Says on what the encoder runs, and why. */
  public String device() {
    return device;
  }

  /** Whether the encoder runs on GPUs. */
  public boolean onGpu() {
    return onGpu;
  }

  /** The precision of the encoder that runs. */
  public Precision precision() {
    return precision;
  }

  /** How a {@link dev.arena.models.batch.MicroBatcher} before this scorer keeps it busy. */
  public BatchingPlan batching() {
    return batching;
  }

  /** Tells somebody how long the steps of scoring take, from now on; replaces who was told. */
  public void observe(ScoringObserver by) {
    scoring.observe(by);
  }

  /** What has been done so far. */
  public ScoringStatistics statistics() {
    return scoring.statistics();
  }

  /** Frees native memory, after scores under way have ended. Closing twice does nothing more. */
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
   * Runs the encoder on the longest sequence, with the largest token, that there can be; GPUs also
   * on full batches of shorter ones.
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

  /**
   * Native things opened one after the other, closed in reverse unless released to a new owner. For
   * use by one thread.
   */
  private static final class OpenedResources implements AutoCloseable {
    /** Something whose closing throws no checked exception. */
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
