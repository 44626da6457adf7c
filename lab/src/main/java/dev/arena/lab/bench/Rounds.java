package dev.arena.lab.bench;

import ai.onnxruntime.OrtException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Measures subjects in turn, round after round and every other round backwards, so that whatever
 * else the machine does meets all of them.
 *
 * @param count how many rounds
 */
record Rounds(int count) {
  /**
   * The samples of each subject, one for each round.
   *
   * @param done is told of each measurement
   */
  Map<Measured, List<Sample>> measure(List<Subject> subjects, Consumer<Measured> done)
      throws OrtException, InterruptedException {
    Map<Measured, List<Sample>> samples = new EnumMap<>(Measured.class);
    List<Subject> order = new ArrayList<>(subjects);
    for (int round = 0; round < count; round++) {
      for (Subject subject : order) {
        samples
            .computeIfAbsent(subject.measured(), first -> new ArrayList<>())
            .add(subject.measurement().take());
        done.accept(subject.measured());
      }
      Collections.reverse(order);
    }
    return samples;
  }
}
