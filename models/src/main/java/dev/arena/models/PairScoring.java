package dev.arena.models;

import ai.onnxruntime.OrtException;
import dev.arena.models.encode.AnswerEncoder;
import dev.arena.models.encode.EncodedPair;
import dev.arena.models.encode.FeatureValues;
import dev.arena.models.encode.PairEncoder;
import dev.arena.models.encode.Sequence;
import dev.arena.models.facts.PairFactsReader;
import dev.arena.models.network.EncoderNetwork;
import dev.arena.models.network.HeadNetwork;
import dev.arena.models.network.Workers;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.PairFacts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * A pipeline that scores pairs: it tokenises them and reads their facts, runs the encoder and then
 * the head, and reports the time of each step. Thread-safe; the owner closes the resources that the
 * pipeline uses.
 */
final class PairScoring {
  private final String model;
  private final PairEncoder encoder;
  private final Workers tokenizing;
  private final EncoderNetwork network;
  private final Workers running;
  private final HeadNetwork head;
  private final LongSupplier nanoClock;
  private volatile ScoringObserver observer = ScoringObserver.NONE;

  /**
   * @param model the model's {@code name@version}, for the scores
   * @param tokenizing threads that encode pairs as sequences
   * @param running threads that run the encoder; they may be the same threads
   * @param nanoClock a clock in nanoseconds, such as {@code System::nanoTime}
   */
  PairScoring(
      String model,
      PairEncoder encoder,
      Workers tokenizing,
      EncoderNetwork network,
      Workers running,
      HeadNetwork head,
      LongSupplier nanoClock) {
    this.model = model;
    this.encoder = encoder;
    this.tokenizing = tokenizing;
    this.network = network;
    this.running = running;
    this.head = head;
    this.nanoClock = nanoClock;
  }

  /** Reports the duration of each step to an observer. */
  void observe(ScoringObserver by) {
    observer = by;
    network.observe(by);
  }

  /**
   * Scores pairs and returns the scores in the same order.
   *
   * @param pairs at least one, each with turns
   * @throws UnscorablePairException if the model gives no valid probabilities for one of them
   * @throws OrtException if the device fails
   */
  List<Score> score(List<ConversationPair> pairs) throws OrtException {
    return scored(pairs).scores();
  }

  /**
   * Scores pairs as {@link #score} does, and explains the scores.
   *
   * @param parts the parts of the same head
   */
  List<Explanation> explain(List<ConversationPair> pairs, HeadParts parts) throws OrtException {
    Scored scored = scored(pairs);
    List<HeadParts.Parts> ofPairs = parts.of(scored.inputs());
    List<Explanation> explanations = new ArrayList<>(pairs.size());
    for (int i = 0; i < pairs.size(); i++) {
      HeadParts.Parts ofPair = ofPairs.get(i);
      explanations.add(new Explanation(scored.scores().get(i), ofPair.winner(), ofPair.tie()));
    }
    return explanations;
  }

  /**
   * The scores of some pairs.
   *
   * @param inputs what the head read
   */
  private record Scored(List<Score> scores, List<HeadNetwork.Input> inputs) {}

  private Scored scored(List<ConversationPair> pairs) throws OrtException {
    PairFacts[] facts = new PairFacts[pairs.size()];
    EncodedPair[] encoded = encode(pairs, facts);
    List<Sequence> sequences = new ArrayList<>(2 * encoded.length);
    for (EncodedPair pair : encoded) {
      sequences.add(pair.first());
      sequences.add(pair.second());
    }
    long start = nanoClock.getAsLong();
    List<HeadNetwork.Input> inputs = inputs(encoded, network.encode(sequences, running));
    float[][] outputs = probabilities(inputs);
    observer.inferred(nanoClock.getAsLong() - start);
    List<Score> scores = new ArrayList<>(encoded.length);
    for (int i = 0; i < encoded.length; i++) {
      scores.add(
          new Score(
              checked("pair " + pairs.get(i).getId(), outputs[i]),
              encoded[i].tokens(),
              encoded[i].truncated(),
              model,
              facts[i]));
    }
    return new Scored(scores, inputs);
  }

  /**
   * Encodes pairs, and reads their facts on the same threads.
   *
   * @param facts receives the facts
   */
  private EncodedPair[] encode(List<ConversationPair> pairs, PairFacts[] facts)
      throws OrtException {
    EncodedPair[] encoded = new EncodedPair[pairs.size()];
    tokenizing.run(
        pairs.size(),
        tokenizing.threads(),
        index -> {
          long start = nanoClock.getAsLong();
          encoded[index] = encoder.encode(pairs.get(index));
          facts[index] = PairFactsReader.read(pairs.get(index));
          observer.tokenized(nanoClock.getAsLong() - start);
        });
    return encoded;
  }

  /**
   * Compares the answers of each set with each other. Each answer is encoded once.
   *
   * @param sets at least one
   * @throws UnscorablePairException if the model gives no valid probabilities for two answers
   * @throws OrtException if the device fails
   */
  List<AnswerComparison> compare(List<AnswerSet> sets) throws OrtException {
    List<AnswerEncoder> encoders =
        sets.stream().map(set -> encoder.answersTo(set.prompt())).toList();
    List<EncodedAnswers> encoded = encode(sets, encoders);
    List<Sequence> sequences =
        encoded.stream()
            .flatMap(set -> Arrays.stream(set.answers()))
            .map(AnswerEncoder.Answer::sequence)
            .toList();
    long start = nanoClock.getAsLong();
    List<float[]> vectors = network.encode(sequences, running);
    List<AnswerComparison> comparisons = new ArrayList<>(sets.size());
    int from = 0;
    for (EncodedAnswers set : encoded) {
      int to = from + set.answers().length;
      comparisons.add(compared(set, vectors.subList(from, to)));
      from = to;
    }
    observer.inferred(nanoClock.getAsLong() - start);
    return comparisons;
  }

  /**
   * The encoded answers of a set, and their encoder.
   *
   * @param firsts for each answer, the index of the first that has the same text
   */
  private record EncodedAnswers(
      AnswerEncoder encoder, AnswerEncoder.Answer[] answers, int[] firsts) {
    int tokens() {
      return Arrays.stream(answers)
          .map(AnswerEncoder.Answer::sequence)
          .distinct()
          .mapToInt(Sequence::length)
          .sum();
    }

    boolean truncated() {
      return Arrays.stream(answers).anyMatch(AnswerEncoder.Answer::truncated);
    }
  }

  private List<EncodedAnswers> encode(List<AnswerSet> sets, List<AnswerEncoder> encoders)
      throws OrtException {
    List<EncodedAnswers> encoded = new ArrayList<>(sets.size());
    List<Runnable> tasks = new ArrayList<>();
    for (int i = 0; i < sets.size(); i++) {
      AnswerEncoder answerEncoder = encoders.get(i);
      List<String> texts = sets.get(i).answers();
      AnswerEncoder.Answer[] answers = new AnswerEncoder.Answer[texts.size()];
      encoded.add(
          new EncodedAnswers(
              answerEncoder, answers, texts.stream().mapToInt(texts::indexOf).toArray()));
      for (int j = 0; j < answers.length; j++) {
        int index = j;
        tasks.add(() -> answers[index] = answerEncoder.encode(texts.get(index)));
      }
    }
    tokenizing.run(
        tasks.size(),
        tokenizing.threads(),
        index -> {
          long start = nanoClock.getAsLong();
          tasks.get(index).run();
          observer.tokenized(nanoClock.getAsLong() - start);
        });
    return encoded;
  }

  /**
   * Runs the head once, on each two answers of a set. Answers with the same text get the same
   * probabilities, to the last bit, so that they keep their order in a ranking.
   */
  private AnswerComparison compared(EncodedAnswers set, List<float[]> vectors) throws OrtException {
    AnswerEncoder.Answer[] answers = set.answers();
    int[] firsts = set.firsts();
    Map<IndexPair, Integer> rows = new HashMap<>();
    List<HeadNetwork.Input> inputs = new ArrayList<>();
    for (int i = 0; i < answers.length; i++) {
      for (int j = i + 1; j < answers.length; j++) {
        IndexPair pair = IndexPair.ordered(firsts[i], firsts[j]);
        if (rows.putIfAbsent(pair, inputs.size()) == null) {
          FeatureValues features =
              set.encoder().features(answers[pair.lower()], answers[pair.higher()]);
          inputs.add(
              new HeadNetwork.Input(
                  vectors.get(pair.lower()),
                  vectors.get(pair.higher()),
                  features.antisymmetric(),
                  features.symmetric()));
        }
      }
    }
    float[][] outputs = probabilities(inputs);
    List<Probabilities> pairs = new ArrayList<>();
    for (int i = 0; i < answers.length; i++) {
      for (int j = i + 1; j < answers.length; j++) {
        IndexPair pair = IndexPair.ordered(firsts[i], firsts[j]);
        Probabilities found =
            checked("two answers", outputs[Objects.requireNonNull(rows.get(pair))]);
        pairs.add(between(firsts[i], firsts[j], found));
      }
    }
    return new AnswerComparison(answers.length, pairs, set.tokens(), set.truncated(), model);
  }

  /** The probabilities for two answers, from those for the one with the lower index as A. */
  private static Probabilities between(int one, int other, Probabilities found) {
    if (one == other) {
      double half = (found.a() + found.b()) / 2;
      return new Probabilities(half, half, found.tie());
    }
    return one < other ? found : new Probabilities(found.b(), found.a(), found.tie());
  }

  /** The indices of two answers. */
  private record IndexPair(int lower, int higher) {
    static IndexPair ordered(int one, int other) {
      return new IndexPair(Math.min(one, other), Math.max(one, other));
    }
  }

  /**
   * @param vectors two for each pair, one per sequence
   */
  private static List<HeadNetwork.Input> inputs(EncodedPair[] pairs, List<float[]> vectors) {
    List<HeadNetwork.Input> inputs = new ArrayList<>(pairs.length);
    for (int i = 0; i < pairs.length; i++) {
      inputs.add(
          new HeadNetwork.Input(
              vectors.get(2 * i),
              vectors.get(2 * i + 1),
              pairs[i].antisymmetric(),
              pairs[i].symmetric()));
    }
    return inputs;
  }

  private float[][] probabilities(List<HeadNetwork.Input> inputs) throws OrtException {
    long start = nanoClock.getAsLong();
    float[][] outputs = head.probabilities(inputs);
    observer.headRan(nanoClock.getAsLong() - start);
    return outputs;
  }

  private Probabilities checked(String what, float[] output) {
    for (float probability : output) {
      if (!(probability >= 0 && probability <= 1.001f)) {
        throw new UnscorablePairException(
            "model %s gives %s the probability %s; expected a number from 0 to 1"
                .formatted(model, what, probability));
      }
    }
    return Probabilities.scaled(output[0], output[1], output[2]);
  }
}
