package org.geovq.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Comparator;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.geovq.UserError;
import org.geovq.random.Draw;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValidationSplitTest {
  @ParameterizedTest
  @CsvSource({"1, 0", "2, 1", "10, 3", "10, 5", "10, 9", "1000, 1", "1000, 77", "1000, 999"})
  void holdsExactlyTheIdsWithTheSmallestHashes(int n, int count) {
    Set<Long> expected =
        LongStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparing(id -> Draw.hash(5, "validation", id)))
            .limit(count)
            .collect(Collectors.toSet());
    assertEquals(expected, held(new ValidationSplit(n, 5, count, 5), n));
  }

  @Test
  void anotherSeedHoldsOthers() {
    assertNotEquals(
        held(new ValidationSplit(1000, 5, 100, 1), 1000),
        held(new ValidationSplit(1000, 5, 100, 2), 1000));
  }

  /** One more or fewer held out leaves the others where they were. */
  @Test
  void smallerSplitIsPartOfALargerOne() {
    Set<Long> larger = held(new ValidationSplit(1000, 5, 100, 1), 1000);
    larger.removeAll(held(new ValidationSplit(1000, 5, 99, 1), 1000));
    assertEquals(1, larger.size());
  }

  @Test
  void idsFromNOnAreTestImages() {
    ValidationSplit split = new ValidationSplit(10, 5, 9, 1);
    assertEquals(
        Set.of(),
        LongStream.range(10, 1000).boxed().filter(split::contains).collect(Collectors.toSet()));
    assertEquals(Split.TEST, split.splitOf(10));
    assertEquals(5, split.sizeOf(Split.TEST));
    assertEquals(
        9, LongStream.range(0, 10).filter(id -> split.splitOf(id) == Split.VALIDATION).count());
    assertEquals(1, LongStream.range(0, 10).filter(id -> split.splitOf(id) == Split.TRAIN).count());
  }

  @ParameterizedTest
  @CsvSource({"10, 10", "10, 11", "10, -1"})
  void countOutOfRangeNamesTheKey(int n, int count) {
    UserError error = assertThrows(UserError.class, () -> new ValidationSplit(n, 5, count, 1));
    assertEquals(
        "data.validation-images is "
            + count
            + ", but must be at least 0 and less than the 10 training images",
        error.getMessage());
  }

  private static Set<Long> held(ValidationSplit split, int n) {
    return LongStream.range(0, n).boxed().filter(split::contains).collect(Collectors.toSet());
  }
}
