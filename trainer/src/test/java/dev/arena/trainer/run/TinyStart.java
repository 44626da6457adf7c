package dev.arena.trainer.run;

import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.ColumnNames;
import dev.arena.trainer.base.BaseEncoder;
import dev.arena.trainer.network.BertSizes;
import dev.arena.trainer.network.RandomWeights;
import dev.arena.trainer.run.TrainingOptions.RunSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Files of made-up votes and a tiny encoder, with which a run takes a second.
 *
 * @param withTies 60 votes, 20 of them ties
 * @param tieFree 64 votes
 * @param validation 48 votes, 16 of them ties
 */
record TinyStart(Path withTies, Path tieFree, Path validation, BaseEncoder base) {
  static TinyStart write(Path folder) throws IOException {
    byte[] tokenizer =
        Files.readAllBytes(TinyBundle.write(folder.resolve("tiny")).resolve("tokenizer.json"));
    return new TinyStart(
        VotesCsv.write(folder.resolve("with-ties.csv"), 60, true),
        VotesCsv.write(folder.resolve("tie-free.csv"), 64, false),
        VotesCsv.write(folder.resolve("validation.csv"), 48, true),
        new BaseEncoder(
            "random",
            "a random network",
            "MIT",
            RandomWeights.of(new BertSizes(400, 16, 1, 2, 32, 64, 2, 1e-12f), new Random(1)),
            tokenizer,
            "none"));
  }

  /** Files of votes without soft labels. */
  static DataOptions data(List<Path> train, @Nullable Path validation) {
    return new DataOptions(train, List.of(), validation, List.of(), BadRows.STOP, ColumnNames.OWN);
  }

  /** The settings of a new run in its usual folder. */
  static RunSettings settings(Path out) {
    return new RunSettings(
        RunSettings.beside(out),
        RunSettings.Start.NEW,
        Duration.ofMinutes(RunSettings.DEFAULT_MINUTES),
        null,
        null,
        List.of());
  }
}
