package dev.arena.models.facts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jpountz.xxhash.XXHashFactory;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class XxHash64Test {
  /** From the tests of github.com/cespare/xxhash and the xxHash project. */
  @ParameterizedTest
  @CsvSource({
    "'', ef46db3751d8e999",
    "a, d24ec4f1a98c6e5b",
    "as, 1c330fb2d66be179",
    "asd, 631c37ce72a97393",
    "asdf, 415872f599cea71e",
    "abc, 44bc2cf5ad770999",
    "Call me Ishmael. Some years ago--never mind how long precisely-, 02a2e85470d6fd96"
  })
  void theHashesOfPublishedVectorsAreThePublishedOnes(String text, String hash) {
    assertThat(hash(text.getBytes(UTF_8))).isEqualTo(Long.parseUnsignedLong(hash, 16));
  }

  @Property
  void anyBytesInAnyPartsHaveTheHashOfTheReferenceLibrary(
      @ForAll @Size(max = 300) byte[] bytes, @ForAll int split) {
    long expected = XXHashFactory.safeInstance().hash64().hash(bytes, 0, bytes.length, 0);
    int middle = Math.floorMod(split, bytes.length + 1);

    assertThat(hash(bytes)).isEqualTo(expected);
    assertThat(
            hash(
                Arrays.copyOfRange(bytes, 0, middle),
                Arrays.copyOfRange(bytes, middle, bytes.length)))
        .isEqualTo(expected);
  }

  private static long hash(byte[]... parts) {
    XxHash64 hash = new XxHash64();
    for (byte[] part : parts) {
      hash.update(part);
    }
    return hash.digest();
  }
}
