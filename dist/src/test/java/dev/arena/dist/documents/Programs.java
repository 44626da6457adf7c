package dev.arena.dist.documents;

import dev.arena.console.ConsoleMain;
import dev.arena.dist.DistMain;
import dev.arena.lab.LabMain;
import dev.arena.local.LocalMain;
import dev.arena.streamer.StreamerMain;
import dev.arena.trainer.TrainerMain;
import dev.arena.votes.VotesMain;
import java.util.List;

/** The programs whose commands the launcher runs. */
public final class Programs {
  private Programs() {}

  /** Their main classes. */
  public static List<Class<?>> all() {
    return List.of(
        DistMain.class,
        StreamerMain.class,
        VotesMain.class,
        ConsoleMain.class,
        TrainerMain.class,
        LocalMain.class,
        LabMain.class);
  }
}
