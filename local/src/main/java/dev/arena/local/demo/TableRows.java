package dev.arena.local.demo;

import dev.arena.schemas.Preference;
import dev.arena.streamer.replay.ReplayListener;
import dev.arena.streamer.replay.ReplayRow;
import dev.arena.streamer.replay.RowResult;
import dev.arena.streamer.score.PreferenceTable;
import java.util.List;

/** Shows each row of a replay in a table once its preference or its dead letter has arrived. */
record TableRows(PreferenceTable table) implements ReplayListener {
  @Override
  public void accounted(ReplayRow row, RowResult fate) {
    if (fate instanceof RowResult.Answered answered) {
      Preference preference = answered.preference();
      table.row(
          new PreferenceTable.Row(
              row.id(),
              row.promptBeginning(),
              List.of(
                  preference.getWinnerModelA(),
                  preference.getWinnerModelB(),
                  preference.getWinnerTie())));
    } else if (fate instanceof RowResult.DeadLettered dead) {
      table.note(row.id(), "dead letter: " + dead.reason());
    } else if (fate instanceof RowResult.Missing missing) {
      table.note(row.id(), "missing: " + missing.reason());
    }
  }
}
