package dev.arena.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExportedTest {
  @Test
  void aDifferenceThatIsNoNumberIsNotHiddenByLaterOnes() {
    assertThat(Exported.largest(new float[] {Float.NaN, 1}, new float[] {0, 0})).isNaN();
    assertThat(Exported.largest(new float[] {3, 1}, new float[] {0, 0})).isEqualTo(3);
  }
}
