package dev.arena.trainer.base;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HuggingFaceParityTest {
  @ParameterizedTest
  @EnumSource
  void aDirectoryGivesTheTokensAndVectorsThatTransformersGave(TinyBert tiny) throws IOException {
    List<ReferenceResult> expected = new ArrayList<>();
    for (JsonNode line : new JsonMapper().readTree(TinyBert.expected().toFile())) {
      List<String> text = new ArrayList<>();
      line.get("text").forEach(part -> text.add(part.textValue()));
      expected.add(ReferenceResult.of(text, line.get(tiny.name().toLowerCase(Locale.ROOT))));
    }

    assertThat(expected).hasSizeGreaterThan(20);
    ReferenceResult.assertAgreement(tiny.open(), expected);
  }
}
