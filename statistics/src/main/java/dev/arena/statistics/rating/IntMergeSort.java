package dev.arena.statistics.rating;

/** A stable sort of a range of ints by a comparator, without an object per element. */
final class IntMergeSort {
  private static final int INSERTION = 16;

  private IntMergeSort() {}

  /** Compares two ints as {@link java.util.Comparator} compares objects. */
  interface Order {
    int compare(int left, int right);
  }

  static void sort(int[] values, int from, int to, Order order) {
    if (to - from <= INSERTION) {
      insertionSort(values, from, to, order);
    } else {
      mergeSort(values, new int[to - from], from, to, order);
    }
  }

  private static void mergeSort(int[] values, int[] spare, int from, int to, Order order) {
    if (to - from <= INSERTION) {
      insertionSort(values, from, to, order);
      return;
    }
    int middle = (from + to) >>> 1;
    mergeSort(values, spare, from, middle, order);
    mergeSort(values, spare, middle, to, order);
    int left = middle - from;
    System.arraycopy(values, from, spare, 0, left);
    int i = 0;
    int j = middle;
    for (int place = from; i < left; place++) {
      if (j < to && order.compare(values[j], spare[i]) < 0) {
        values[place] = values[j++];
      } else {
        values[place] = spare[i++];
      }
    }
  }

  private static void insertionSort(int[] values, int from, int to, Order order) {
    for (int i = from + 1; i < to; i++) {
      int value = values[i];
      int place = i;
      for (; place > from && order.compare(value, values[place - 1]) < 0; place--) {
        values[place] = values[place - 1];
      }
      values[place] = value;
    }
  }
}
