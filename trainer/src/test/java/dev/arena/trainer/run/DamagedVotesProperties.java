package dev.arena.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.models.encode.FeatureSpec;
import dev.arena.models.encode.PairEncoder;
import dev.arena.models.encode.TextTokenizer;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.ColumnNames;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.check.DataChecks;
import dev.arena.trainer.teacher.Teachers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/** Damaged vote files, read the way training reads them. */
class DamagedVotesProperties {
  private Path file = Path.of("unset");

  @BeforeTry
  void createFile() throws IOException {
    file = VotesCsv.write(Files.createTempFile("damaged-", ".csv"), 8, true);
  }

  @AfterTry
  void deleteFile() throws IOException {
    Files.delete(file);
  }

  @Property(tries = 100)
  void aDamagedFileIsReadRowByRowOrRefusedInOneSentence(
      @ForAll("damages") byte[] damage, @ForAll @IntRange(max = 999) int place) throws IOException {
    byte[] good = Files.readAllBytes(file);
    int at = good.length * place / 1000;
    ByteArrayOutputStream damaged = new ByteArrayOutputStream();
    damaged.writeBytes(Arrays.copyOf(good, at));
    damaged.writeBytes(damage);
    damaged.writeBytes(Arrays.copyOfRange(good, at, good.length));
    Files.write(file, damaged.toByteArray());

    List<CsvPair> rows = new ArrayList<>();
    try (TextTokenizer tokenizer = TinyBundle.tokenizer()) {
      PairEncoder encoder = new PairEncoder(TinyBundle.ENCODING, FeatureSpec.all(), tokenizer);
      VoteFile votes =
          new VoteReader(encoder, Teachers.NONE, BadRows.SKIP_SILENTLY, ColumnNames.OWN)
              .read(file, Integer.MAX_VALUE, new DataChecks().training("damaged.csv"), rows::add);
      assertThat(votes.votes()).hasSameSizeAs(rows);
      assertThat(rows).allMatch(row -> row.outcome() != null);
    } catch (UserException refused) {
      assertThat(refused.getMessage()).contains(file.getFileName().toString());
    }
  }

  @Provide
  Arbitrary<byte[]> damages() {
    return Arbitraries.oneOf(
        Arbitraries.bytes().array(byte[].class).ofMaxSize(10),
        Arbitraries.strings()
            .withChars("01,x\"'[]\n\r\\\0\ufeff\ud800😀")
            .ofMaxLength(10)
            .map(text -> text.getBytes(StandardCharsets.UTF_8)));
  }
}
