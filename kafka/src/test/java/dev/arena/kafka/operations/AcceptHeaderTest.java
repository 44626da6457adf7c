package dev.arena.kafka.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.kafka.operations.AcceptHeader.MediaType;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AcceptHeaderTest {
  private static final MediaType TEXT = new MediaType("text", "plain", Set.of("0.0.4"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                                 | 1",
        "text/plain                                         | 1",
        "Text/PLAIN; Q=0.3                                  | 0.3",
        "application/json                                   | 0",
        "*/*;q=0.1                                          | 0.1",
        "text/*;q=0.2, */*;q=0.9                            | 0.2",
        "*/*, text/plain;q=0                                | 0",
        "text/plain;version=0.0.4;q=0.5, text/plain;q=0.2   | 0.5",
        "text/plain;version=9                               | 0",
        "text/plain;note=\"a,b;q=0\";q=0.4                  | 0.4",
        "text/plain;q=2                                     | 1",
        "text/plain;q=                                      | 1",
        ",,;;,/,text                                        | 1",
        "\"text/plain                                       | 1",
      })
  void theMostPreciseRangeSaysHowMuchATypeIsWanted(String header, double quality) {
    assertThat(AcceptHeader.parse(header).quality(TEXT)).isEqualTo(quality);
  }

  @Property
  void everyHeaderGivesAQuality(
      @ForAll
          @CharRange(from = ' ', to = '~')
          @Chars({'/', ';', ',', '"', '\\', '=', '*', 'q', '\t', '\u00e9'})
          String header) {
    assertThat(AcceptHeader.parse(header).quality(TEXT)).isBetween(0.0, 1.0);
  }
}
