package dev.arena.lab.bench;

import ai.onnxruntime.OrtException;
import dev.arena.lab.load.Processes;
import dev.arena.models.DeviceChoice;
import dev.arena.models.PreferenceScorer;
import dev.arena.models.ScorerOptions;
import dev.arena.models.batch.BatchLimits;
import dev.arena.models.batch.BatchPlan;
import dev.arena.models.bundle.BundleManifest;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.models.encode.EncodedPair;
import dev.arena.models.encode.PairEncoder;
import dev.arena.models.encode.Sequence;
import dev.arena.models.encode.TextTokenizer;
import dev.arena.models.network.EncoderNetwork;
import dev.arena.models.network.GpuProvider;
import dev.arena.models.network.HeadNetwork;
import dev.arena.models.network.Sessions;
import dev.arena.models.network.Workers;
import dev.arena.schemas.ConversationPair;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is measured, opened with one bundle and one input: the methods of scoring pairs,
 * and each stage of the library alone. The methods all use the same encoder. For use by one thread.
 */
final class Subjects implements AutoCloseable {
  private static final int MIN_BATCH_PAIRS = 64;

  private final Bench.Options options;
  private final List<ConversationPair> pairs;
  private final Stopwatch stopwatch;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final List<Subject> list = new ArrayList<>();
  private final List<EncodedPair> encoded = new ArrayList<>();
  private final PreferenceScorer scorer;
  private final Workers workers;
  private @Nullable Integer notebookTokens;
  private @Nullable Long libraryPeak;

  private Subjects(Bench.Options options, List<ConversationPair> pairs, Stopwatch stopwatch) {
    this.options = options;
    this.pairs = pairs;
    this.stopwatch = stopwatch;
    Integer threads = options.threads();
    ScorerOptions base = ScorerOptions.defaults().withDevice(options.device());
    this.scorer =
        PreferenceScorer.open(options.bundle(), threads == null ? base : base.withThreads(threads));
    this.workers =
        new Workers(threads == null ? Runtime.getRuntime().availableProcessors() : threads);
    opened.push(scorer);
    opened.push(workers);
  }

  /**
   * Opens everything.
   *
   * @param pairs at least one pair
   * @throws dev.arena.schemas.failure.UserException if the bundle is damaged
   * @throws OrtException if ONNX Runtime fails
   */
  static Subjects open(Bench.Options options, List<ConversationPair> pairs, Stopwatch stopwatch)
      throws OrtException {
    Subjects subjects = new Subjects(options, pairs, stopwatch);
    try {
      Stopwatch.Pass library = subjects.library();
      library.run();
      subjects.libraryPeak =
          Processes.peakBytes(ProcessHandle.current().pid()); // nothing else has been opened yet
      List<Subject> stages = subjects.stages();
      subjects.addNotebook();
      subjects.list.add(subjects.bareLoop());
      subjects.list.add(subjects.subject(Measured.LIBRARY, library));
      subjects.list.addAll(stages);
      return subjects;
    } catch (OrtException | RuntimeException e) {
      subjects.close();
      throw e;
    }
  }

  /** Returns the subjects in display order. */
  List<Subject> list() {
    return List.copyOf(list);
  }

  /** Returns the subjects and another one, in display order. */
  List<Subject> listWith(Subject another) {
    return Stream.concat(list.stream(), Stream.of(another))
        .sorted(Comparator.comparing(Subject::measured))
        .toList();
  }

  /** Returns the number of threads that tokenise and that run the encoder in b and the stages. */
  int threads() {
    return workers.threads();
  }

  PreferenceScorer scorer() {
    return scorer;
  }

  /** Returns the encoded pairs. */
  List<EncodedPair> encoded() {
    return List.copyOf(encoded);
  }

  /**
   * Returns the number of tokens to which the notebook pads; null if there is no fp32 encoder for
   * it.
   */
  @Nullable Integer notebookTokens() {
    return notebookTokens;
  }

  /**
   * Returns the peak memory of this process, in bytes, after the library had scored all pairs and
   * before anything else was opened; null if the system does not report it.
   */
  @Nullable Long libraryPeak() {
    return libraryPeak;
  }

  @Override
  public void close() {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("a subject cannot be closed", e);
      }
    }
  }

  private Stopwatch.Pass library() {
    List<List<ConversationPair>> batches = batches(pairs);
    return () -> {
      for (List<ConversationPair> batch : batches) {
        scorer.score(batch);
      }
    };
  }

  private List<Subject> stages() throws OrtException {
    BundleManifest manifest = bundle().manifest();
    TextTokenizer tokenizer = keep(TextTokenizer.open(bundle().tokenizer()));
    PairEncoder encoder = new PairEncoder(manifest.encoding(), manifest.features(), tokenizer);
    pairs.forEach(pair -> encoded.add(encoder.encode(pair)));
    EncoderNetwork network = keep(network());
    HeadNetwork head =
        keep(
            HeadNetwork.open(
                bundle().head(),
                manifest.hidden(),
                manifest.features().antisymmetric().size(),
                manifest.features().symmetric().size()));
    List<List<Sequence>> sequences =
        batches(encoded).stream()
            .map(
                batch ->
                    batch.stream().flatMap(pair -> Stream.of(pair.first(), pair.second())).toList())
            .toList();
    List<HeadNetwork.Input> inputs = new ArrayList<>();
    for (EncodedPair pair : encoded) {
      List<float[]> vectors = network.encode(List.of(pair.first(), pair.second()), workers);
      inputs.add(
          new HeadNetwork.Input(
              vectors.get(0), vectors.get(1), pair.antisymmetric(), pair.symmetric()));
    }
    List<List<HeadNetwork.Input>> heads = batches(inputs);
    return List.of(
        subject(
            Measured.TOKENISE,
            () ->
                workers.run(
                    pairs.size(), workers.threads(), index -> encoder.encode(pairs.get(index)))),
        subject(
            Measured.ENCODER,
            () -> {
              for (List<Sequence> batch : sequences) {
                network.encode(batch, workers);
              }
            }),
        subject(
            Measured.HEAD,
            () -> {
              for (List<HeadNetwork.Input> batch : heads) {
                head.probabilities(batch);
              }
            }));
  }

  private void addNotebook() throws OrtException {
    Optional<byte[]> graph = Notebook.graph(bundle());
    if (graph.isPresent()) {
      Notebook notebook =
          keep(Notebook.open(graph.get(), bundle().manifest().encoding(), options.device()));
      notebook.add(encoded);
      notebookTokens = notebook.tokens();
      list.add(subject(Measured.NOTEBOOK, notebook::run));
    }
  }

  /** Encodes equal sequences of a pair only once; sequences of different pairs differ. */
  private Subject bareLoop() throws OrtException {
    List<Sequence> sequences =
        encoded.stream().flatMap(pair -> Stream.of(pair.first(), pair.second())).toList();
    BareLoop loop = keep(BareLoop.open(graph(), options.device(), limits(), sequences));
    return subject(Measured.BARE_LOOP, () -> loop.run(workers));
  }

  private EncoderNetwork network() throws OrtException {
    int hidden = bundle().manifest().hidden();
    return options.device() instanceof DeviceChoice.Cuda gpus
        ? EncoderNetwork.onCuda(graph(), hidden, gpus.devices(), GpuProvider.plainCuda(), limits())
        : EncoderNetwork.onCpu(graph(), hidden, workers.threads());
  }

  /** Returns the limits that the library applies to one run. */
  private BatchLimits limits() {
    return options.device() instanceof DeviceChoice.Cuda
            && scorer.precision() != BundleManifest.Precision.INT8
        ? ScorerOptions.defaults().limits()
        : BatchLimits.oneByOne();
  }

  private ModelBundle bundle() {
    return scorer.bundle();
  }

  /** Returns the file of the encoder that the library runs. */
  private Path graph() {
    return bundle().manifest().encoder().stream()
        .filter(entry -> entry.precision() == scorer.precision())
        .map(bundle()::encoder)
        .findFirst()
        .orElseThrow();
  }

  private Subject subject(Measured measured, Stopwatch.Pass pass) {
    return new Subject(measured, () -> stopwatch.time(pairs.size(), pass));
  }

  /**
   * Returns the number of pairs in one call of the library. A stream scores several small batches
   * at the same time; here one call follows another, and the cores must not run out of work.
   */
  int batchPairs() {
    return Math.max(MIN_BATCH_PAIRS, scorer.batching().pairs());
  }

  private <T> List<List<T>> batches(List<T> all) {
    List<List<T>> batches = new ArrayList<>();
    for (int from = 0; from < all.size(); from += batchPairs()) {
      batches.add(List.copyOf(all.subList(from, Math.min(all.size(), from + batchPairs()))));
    }
    return batches;
  }

  private <T extends AutoCloseable> T keep(T resource) {
    opened.push(resource);
    return resource;
  }

  /**
   * ONNX Runtime alone, as the library runs it. On a CPU, each sequence is a single-threaded run
   * without padding, with as many concurrent runs as threads; on GPUs, sequences of similar length
   * share a run, and each GPU performs one run after another. The longest come first. For use by
   * one thread.
   */
  private static final class BareLoop implements AutoCloseable {
    /** The runs of each session; they are distributed round-robin. */
    private final List<EncoderRuns> sessions;

    private BareLoop(List<EncoderRuns> sessions) {
      this.sessions = sessions;
    }

    /**
     * Opens the graph and prepares the runs.
     *
     * @param limits limits of one run
     */
    static BareLoop open(
        Path graph, DeviceChoice device, BatchLimits limits, List<Sequence> sequences)
        throws OrtException {
      BareLoop loop = new BareLoop(new ArrayList<>());
      try {
        if (device instanceof DeviceChoice.Cuda gpus) {
          for (int gpu : gpus.devices()) {
            loop.sessions.add(new EncoderRuns(Sessions.onGpu(graph, gpu, GpuProvider.plainCuda())));
          }
        } else {
          loop.sessions.add(new EncoderRuns(Sessions.onCpu(graph)));
        }
        loop.add(BatchPlan.of(sequences, limits));
        return loop;
      } catch (OrtException | RuntimeException e) {
        loop.close();
        throw e;
      }
    }

    private void add(BatchPlan plan) throws OrtException {
      int next = 0;
      for (List<Integer> run : plan.runs()) {
        List<Sequence> sequences = run.stream().map(plan.distinct()::get).toList();
        sessions.get(next % sessions.size()).add(sequences, sequences.get(0).length());
        next++;
      }
    }

    /** Performs all runs once. */
    void run(Workers workers) throws OrtException {
      if (sessions.size() == 1) {
        EncoderRuns only = sessions.get(0);
        workers.run(only.count(), workers.threads(), only::run);
      } else {
        workers.run(sessions.size(), sessions.size(), index -> sessions.get(index).runAll());
      }
    }

    @Override
    public void close() {
      sessions.forEach(EncoderRuns::close);
    }
  }

  /**
   * A subject that can be measured repeatedly.
   *
   * @param measured what is measured
   */
  record Subject(Measured measured, Measurement measurement) {
    /** A function that performs one measurement. */
    @FunctionalInterface
    interface Measurement {
      Stopwatch.Sample measure() throws OrtException, InterruptedException;
    }
  }
}
