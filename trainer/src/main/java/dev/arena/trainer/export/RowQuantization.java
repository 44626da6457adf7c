package dev.arena.trainer.export;

/**
 * A matrix as int8 numbers and one scale for each row, so that {@code value = number * scale}.
 *
 * @param numbers row-major
 * @param scales one per row
 */
record RowQuantization(byte[] numbers, float[] scales) {

  /**
   * Quantises symmetrically.
   *
   * @param matrix row-major, {@code [rows, columns]}
   * @param largest the largest number used, at most 127
   */
  static RowQuantization of(float[] matrix, int rows, int largest) {
    int columns = matrix.length / rows;
    byte[] numbers = new byte[matrix.length];
    float[] scales = new float[rows];
    for (int i = 0; i < rows; i++) {
      float peak = 0;
      for (int j = 0; j < columns; j++) {
        peak = Math.max(peak, Math.abs(matrix[i * columns + j]));
      }
      scales[i] = peak == 0 ? 1 : peak / largest;
      for (int j = 0; j < columns; j++) {
        numbers[i * columns + j] = (byte) Math.round(matrix[i * columns + j] / scales[i]);
      }
    }
    return new RowQuantization(numbers, scales);
  }
}
