package dev.arena.votes.evaluation;

import dev.arena.schemas.Battle;
import dev.arena.schemas.LiveEvaluation;
import dev.arena.schemas.PairFacts;
import dev.arena.schemas.Prediction;
import dev.arena.schemas.ReliabilityBin;
import dev.arena.schemas.ScorerComparison;
import dev.arena.schemas.VoteOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The evaluations of a set of battles, computed for each key on its own, directly from the
 * definitions in docs/reference/evaluation.md. Shares no code with the service.
 */
final class ExpectedEvaluations {
  private static final List<String> KINDS = List.of("human", "judge", "implicit", "dice");
  private static final double ONE = 1 << 24;

  private final TreeMap<String, Battle> battles = new TreeMap<>();
  private final Set<String> combined = new LinkedHashSet<>();
  private final long now;

  private ExpectedEvaluations(Map<String, Battle> all, long now) {
    this.now = now;
    all.forEach(
        (key, battle) -> {
          if (!battle.getAmbiguous() && KINDS.contains(battle.getKind())) {
            battles.put(key, battle);
          }
        });
    Map<String, Integer> counts = new HashMap<>();
    battles.forEach(
        (key, battle) -> {
          if (counts.merge(battle.getPairId() + "/" + battle.getKind(), 1, Integer::sum) <= 32) {
            combined.add(key);
          }
        });
  }

  /** The records that the topic must hold, by key. */
  static Map<String, LiveEvaluation> of(Map<String, Battle> battles, Instant now) {
    return new ExpectedEvaluations(battles, now.toEpochMilli()).records();
  }

  private Map<String, LiveEvaluation> records() {
    Map<String, LiveEvaluation> records = new TreeMap<>();
    for (Battle battle : battles.values()) {
      for (String slice : slices(battle)) {
        for (Prediction each : battle.getPredictions()) {
          addWindows(each.getTopic(), each.getModel(), slice, battle, records);
        }
        for (String rater : KINDS) {
          addWindows("", rater, slice, battle, records);
        }
      }
    }
    records.values().removeIf(each -> each.getN() == 0 && each.getNAfter() == 0);
    return records;
  }

  private void addWindows(
      String topic,
      String model,
      String slice,
      Battle battle,
      Map<String, LiveEvaluation> records) {
    String kind = topic.isEmpty() ? "human" : battle.getKind();
    for (long size : new long[] {0, 3_600_000, 86_400_000}) {
      long start = size == 0 ? 0 : time(battle) / size * size;
      long kept = size == 3_600_000 ? 7 * 86_400_000L : 400 * 86_400_000L;
      if (size == 0 || start + size + kept > now) {
        String key =
            "[\"%s\",\"%s\",\"%s\",\"%s\",%d,%d]".formatted(topic, model, slice, kind, size, start);
        records.computeIfAbsent(
            key,
            absent -> {
              LiveEvaluation record = new LiveEvaluation();
              record.setTopic(topic);
              record.setModel(model);
              record.setSlice(slice);
              record.setKind(kind);
              record.setSize(size);
              record.setStart(Instant.ofEpochMilli(start));
              return fill(record);
            });
      }
    }
  }

  private LiveEvaluation fill(LiveEvaluation key) {
    LiveEvaluation.Builder record = LiveEvaluation.newBuilder(key);
    return (key.getTopic().isEmpty() ? rater(record) : scorer(record)).build();
  }

  private boolean inWindow(LiveEvaluation.Builder record, Battle battle) {
    return slices(battle).contains(record.getSlice())
        && (record.getSize() == 0
            || Math.floorDiv(time(battle), record.getSize()) * record.getSize()
                == record.getStart().toEpochMilli());
  }

  private LiveEvaluation.Builder rater(LiveEvaluation.Builder record) {
    long[] confusion = new long[9];
    for (String first : combined) {
      for (String second : combined) {
        Battle person = battles.get(first);
        Battle rater = battles.get(second);
        if (person.getKind().equals("human")
            && !record.getModel().equals("human")
            && rater.getKind().equals(record.getModel())
            && person.getPairId().equals(rater.getPairId())
            && inWindow(record, later(first, second))) {
          confusion[3 * outcome(person) + outcome(rater)]++;
        }
      }
    }
    return record.setN(Arrays.stream(confusion).sum()).setConfusion(list(confusion));
  }

  private LiveEvaluation.Builder scorer(LiveEvaluation.Builder record) {
    Predicate<Prediction> same =
        p -> p.getTopic().equals(record.getTopic()) && p.getModel().equals(record.getModel());
    long[] confusion = new long[9];
    long[][] bins = new long[10][3];
    Map<String, long[]> units = new HashMap<>();
    Map<String, long[]> pairs = new HashMap<>();
    long squares = 0;
    long anonymous = 0;
    Set<String> champions = new LinkedHashSet<>();
    for (Map.Entry<String, Battle> each : battles.entrySet()) {
      Battle battle = each.getValue();
      if (!battle.getKind().equals(record.getKind()) || !inWindow(record, battle)) {
        continue;
      }
      for (Prediction p : battle.getPredictions().stream().filter(same).toList()) {
        if (!p.getBefore()) {
          record.setNAfter(record.getNAfter() + 1);
          continue;
        }
        double[] q = {p.getA(), p.getB(), p.getTie()};
        int outcome = outcome(battle);
        long loss = fixed(loss(q[outcome]));
        long entropy = fixed(entropy(q));
        long variance = fixed(variance(q));
        record.setN(record.getN() + 1);
        record.setLoss(record.getLoss() + loss);
        record.setEntropy(record.getEntropy() + entropy);
        record.setEntropyVariance(record.getEntropyVariance() + variance);
        record.setBrier(record.getBrier() + fixed(brier(q, outcome)));
        int likeliest = likeliest(q);
        confusion[3 * outcome + likeliest]++;
        long[] bin = bins[Math.min(9, (int) (q[likeliest] * 10))];
        bin[0]++;
        bin[1] += fixed(q[likeliest]);
        bin[2] += likeliest == outcome ? 1 : 0;
        if (outcome < 2 && battle.getSwapped() != null) {
          record.setDecisive(record.getDecisive() + 1);
          boolean left = (outcome == 0) == !battle.getSwapped();
          record.setLeftWins(record.getLeftWins() + (left ? 1 : 0));
        }
        anonymous += battle.getVoter() == null ? 1 : 0;
        long[] unit = units.computeIfAbsent(unit(each), absent -> new long[3]);
        unit[0]++;
        unit[1] += loss - entropy;
        unit[2] += variance;
        squares += square(loss - entropy);
        if (combined.contains(each.getKey())) {
          long[] pair = pairs.computeIfAbsent(battle.getPairId(), absent -> new long[3]);
          pair[0]++;
          pair[1] += loss - entropy;
          pair[2] += variance;
        }
        battle.getPredictions().stream()
            .filter(c -> c.getBefore() && c.getTopic().equals(EvaluationDriver.CHAMPION))
            .forEach(c -> champions.add(c.getModel()));
      }
    }
    record.setConfusion(list(confusion));
    if (record.getN() > 0) {
      record.setBins(
          Arrays.stream(bins).map(bin -> new ReliabilityBin(bin[0], bin[1], bin[2])).toList());
    }
    combine(record, same);
    if (record.getSize() == 0) {
      if (record.getSlice().equals("all")) {
        record.setAnonymous(anonymous);
        record.setSurpriseSquared(squares);
        for (long[] unit : units.values()) {
          record.setUnits(record.getUnits() + 1);
          record.setUnitSurprise(record.getUnitSurprise() + mean(unit));
          record.setUnitSurpriseSquared(record.getUnitSurpriseSquared() + square(mean(unit)));
          record.setUnitVariance(record.getUnitVariance() + varianceOfMean(unit));
        }
        for (long[] pair : pairs.values()) {
          record.setPairs(record.getPairs() + 1);
          record.setPairSurprise(record.getPairSurprise() + mean(pair));
          record.setPairSurpriseSquared(record.getPairSurpriseSquared() + square(mean(pair)));
          record.setPairVariance(record.getPairVariance() + varianceOfMean(pair));
        }
      }
      if (!record.getTopic().equals(EvaluationDriver.CHAMPION)) {
        record.setComparisons(
            champions.stream().sorted().map(model -> comparison(record, same, model)).toList());
      }
    }
    return record;
  }

  private void combine(LiveEvaluation.Builder record, Predicate<Prediction> same) {
    List<String> keys = new ArrayList<>(combined);
    for (int i = 0; i < keys.size(); i++) {
      for (int j = 0; j < i; j++) {
        Battle first = battles.get(keys.get(i));
        Battle second = battles.get(keys.get(j));
        Battle later = later(keys.get(i), keys.get(j));
        if (first.getPairId().equals(second.getPairId())
            && first.getKind().equals(record.getKind())
            && second.getKind().equals(record.getKind())
            && inWindow(record, later)
            && first.getPredictions().stream().anyMatch(same.and(Prediction::getBefore))
            && second.getPredictions().stream().anyMatch(same.and(Prediction::getBefore))) {
          Prediction p = later.getPredictions().stream().filter(same).findFirst().orElseThrow();
          int likeliest = likeliest(new double[] {p.getA(), p.getB(), p.getTie()});
          record.setCombinations(record.getCombinations() + 1);
          record.setAgreements(
              record.getAgreements() + (outcome(first) == outcome(second) ? 1 : 0));
          record.setScorerAgreements(
              record.getScorerAgreements()
                  + (outcome(first) == likeliest ? 1 : 0)
                  + (outcome(second) == likeliest ? 1 : 0));
        }
      }
    }
  }

  private ScorerComparison comparison(
      LiveEvaluation.Builder record, Predicate<Prediction> same, String model) {
    ScorerComparison comparison =
        ScorerComparison.newBuilder().setTopic(EvaluationDriver.CHAMPION).setModel(model).build();
    Map<String, long[]> units = new HashMap<>();
    Map<String, long[]> pairs = new HashMap<>();
    long anonymous = 0;
    long squares = 0;
    for (Map.Entry<String, Battle> each : battles.entrySet()) {
      Battle battle = each.getValue();
      List<Prediction> champion =
          battle.getPredictions().stream()
              .filter(c -> c.getTopic().equals(EvaluationDriver.CHAMPION))
              .filter(c -> c.getModel().equals(model) && c.getBefore())
              .toList();
      List<Prediction> challenger =
          battle.getPredictions().stream().filter(same.and(Prediction::getBefore)).toList();
      if (!battle.getKind().equals(record.getKind())
          || !inWindow(record, battle)
          || champion.isEmpty()
          || challenger.isEmpty()) {
        continue;
      }
      double[] p = {champion.get(0).getA(), champion.get(0).getB(), champion.get(0).getTie()};
      double[] q = {challenger.get(0).getA(), challenger.get(0).getB(), challenger.get(0).getTie()};
      long ofChampion = fixed(loss(p[outcome(battle)]));
      long ofChallenger = fixed(loss(q[outcome(battle)]));
      comparison.setN(comparison.getN() + 1);
      comparison.setChampionLoss(comparison.getChampionLoss() + ofChampion);
      comparison.setChallengerLoss(comparison.getChallengerLoss() + ofChallenger);
      comparison.setChangedWinners(
          comparison.getChangedWinners() + (likeliest(p) == likeliest(q) ? 0 : 1));
      comparison.setDistance(
          comparison.getDistance()
              + fixed((Math.abs(p[0] - q[0]) + Math.abs(p[1] - q[1]) + Math.abs(p[2] - q[2])) / 2));
      anonymous += battle.getVoter() == null ? 1 : 0;
      long gain = ofChampion - ofChallenger;
      squares += square(gain);
      long[] unit = units.computeIfAbsent(unit(each), absent -> new long[2]);
      unit[0]++;
      unit[1] += gain;
      if (combined.contains(each.getKey())) {
        long[] pair = pairs.computeIfAbsent(battle.getPairId(), absent -> new long[2]);
        pair[0]++;
        pair[1] += gain;
      }
    }
    if (!record.getSlice().equals("all")) {
      return comparison;
    }
    comparison.setAnonymous(anonymous);
    comparison.setGainSquared(squares);
    for (long[] unit : units.values()) {
      comparison.setUnits(comparison.getUnits() + 1);
      comparison.setUnitGain(comparison.getUnitGain() + mean(unit));
      comparison.setUnitGainSquared(comparison.getUnitGainSquared() + square(mean(unit)));
    }
    for (long[] pair : pairs.values()) {
      comparison.setPairs(comparison.getPairs() + 1);
      comparison.setPairGain(comparison.getPairGain() + mean(pair));
      comparison.setPairGainSquared(comparison.getPairGainSquared() + square(mean(pair)));
    }
    return comparison;
  }

  /** The later of two battles; of two at the same time, the one whose key is greater. */
  private Battle later(String first, String second) {
    long difference = time(battles.get(first)) - time(battles.get(second));
    boolean firstIsLater = difference == 0 ? first.compareTo(second) > 0 : difference > 0;
    return battles.get(firstIsLater ? first : second);
  }

  private static String unit(Map.Entry<String, Battle> battle) {
    return battle.getValue().getVoter() == null
        ? battle.getKey()
        : "voter " + battle.getValue().getVoter();
  }

  private static Set<String> slices(Battle battle) {
    Set<String> slices = new LinkedHashSet<>(List.of("all"));
    PairFacts facts = battle.getFacts();
    if (facts != null) {
      slices.add("script=" + facts.getScript());
      if (facts.getTurns() >= 2) {
        slices.add("multi-turn");
      }
      facts.getCategory().forEach(category -> slices.add("category=" + category));
    }
    return slices;
  }

  private static int outcome(Battle battle) {
    return battle.getOutcome() == VoteOutcome.A ? 0 : battle.getOutcome() == VoteOutcome.B ? 1 : 2;
  }

  private static long time(Battle battle) {
    return battle.getVotedAt().toEpochMilli();
  }

  private static int likeliest(double[] p) {
    int likeliest = 0;
    for (int i = 1; i < 3; i++) {
      likeliest = p[i] > p[likeliest] ? i : likeliest;
    }
    return likeliest;
  }

  private static double loss(double p) {
    return 0 - StrictMath.log(Math.max(p, 1e-15));
  }

  private static double entropy(double[] p) {
    return p[0] * loss(p[0]) + p[1] * loss(p[1]) + p[2] * loss(p[2]);
  }

  private static double variance(double[] p) {
    double second = 0;
    for (double each : p) {
      second += each * (loss(each) * loss(each));
    }
    return Math.max(0, second - entropy(p) * entropy(p));
  }

  private static double brier(double[] p, int outcome) {
    double miss = 1 - p[outcome];
    return p[0] * p[0] + p[1] * p[1] + p[2] * p[2] - p[outcome] * p[outcome] + miss * miss;
  }

  private static long fixed(double value) {
    return (long) Math.rint(value * ONE);
  }

  private static long mean(long[] unit) {
    return Math.floorDiv(2 * unit[1] + unit[0], 2 * unit[0]);
  }

  private static long varianceOfMean(long[] unit) {
    return Math.floorDiv(unit[2] + unit[0] * unit[0] / 2, unit[0] * unit[0]);
  }

  private static long square(long value) {
    return Math.floorDiv(value * value + (1 << 23), 1L << 24);
  }

  private static List<Long> list(long[] counts) {
    List<Long> list = Arrays.stream(counts).boxed().toList();
    return list.stream().allMatch(count -> count == 0) ? List.of() : list;
  }
}
