package dev.arena.trainer.teacher;

import dev.arena.models.Probabilities;
import dev.arena.trainer.predict.PredictionFile;
import dev.arena.trainer.predict.PredictionFileName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The teachers of a training run. A pair that several of them know gets its label from the first.
 *
 * @param files in the order of precedence; empty for training on votes alone
 */
public record Teachers(List<PredictionFile> files) {
  /** No teachers. */
  public static final Teachers NONE = new Teachers(List.of());

  public Teachers {
    files = List.copyOf(files);
  }

  /** Reads the files. */
  public static Teachers read(List<PredictionFileName> choices) {
    return new Teachers(choices.stream().map(PredictionFile::read).toList());
  }

  /** The label of a pair; null if no teacher knows it. */
  public @Nullable SoftLabel labelOf(String id) {
    for (int i = 0; i < files.size(); i++) {
      Probabilities found = files.get(i).byId().get(id);
      if (found != null) {
        return new SoftLabel(i, found);
      }
    }
    return null;
  }
}
