package dev.arena.trainer.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * Small files of made-up votes: longer answers win more often. Files of different lengths share no
 * prompt and no id.
 */
final class VotesCsv {
  private VotesCsv() {}

  static Path write(Path file, int rows, boolean ties) throws IOException {
    Random random = new Random(rows);
    StringBuilder text =
        new StringBuilder(
            "id,model_a,model_b,prompt,response_a,response_b,"
                + "winner_model_a,winner_model_b,winner_tie\n");
    for (int i = 0; i < rows; i++) {
      int a = 1 + random.nextInt(12);
      int b = 1 + random.nextInt(12);
      String vote =
          ties && i % 3 == 0 ? "0,0,1" : a + random.nextInt(5) > b + 2 ? "1,0,0" : "0,1,0";
      text.append(
          "%d,x,y,%s,%s,%s,%s\n"
              .formatted(
                  1000 * rows + i,
                  cell("" + (1000 * rows + i)),
                  cell(words(a)),
                  cell(words(b)),
                  vote));
    }
    return Files.writeString(file, text.toString());
  }

  private static String words(int count) {
    return "good answer ".repeat(count).strip();
  }

  private static String cell(String turn) {
    return "\"[\"\"" + turn + "\"\"]\"";
  }
}
