package dev.arena.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShellTextTest {
  @Test
  void argumentsThatAShellWouldSplitAreQuoted() {
    assertThat(ShellText.of(List.of("train", "--train", "my votes.csv", "it's", "")))
        .isEqualTo("train --train 'my votes.csv' 'it'\\''s' ''");
  }

  @Test
  void pathsAreReducedToFileNamesInWhatOthersRead() {
    assertThat(
            ShellText.withoutFolders(
                List.of(
                    "--train",
                    "/home/me/my votes/a.csv,../b.csv,c.csv",
                    "--out=/srv/models/mine/",
                    "--validation",
                    "-",
                    "--learning-rate",
                    "1e-4")))
        .isEqualTo("--train a.csv,b.csv,c.csv --out=mine --validation - --learning-rate 1e-4");
  }

  @Test
  void plainArgumentsStayAsTheyAre() {
    assertThat(ShellText.of(List.of("--train=a.csv,../b.csv", "1e-4")))
        .isEqualTo("--train=a.csv,../b.csv 1e-4");
  }
}
