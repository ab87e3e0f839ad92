package org.geovq.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Breaks a file in the ways that files break, and in those that somebody would break it in. */
final class Mutations {
  private static final int LONGEST = 1 << 18;

  /** What lengths, counts and sides are blown up to. */
  private static final long[] EXTREMES = {
    0,
    1,
    -1,
    2,
    127,
    128,
    255,
    256,
    4096,
    4097,
    65535,
    65536,
    1 << 24,
    100_000_000,
    100_000_001,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    0xFFFFFFFFL,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-1",
          "1",
          "1.5",
          "2147483647",
          "2147483648",
          "-2147483649",
          "9223372036854775807",
          "9223372036854775808",
          "99999999999999999999999",
          "1e5",
          "1e999",
          "-1e-999",
          "NaN",
          "Infinity",
          "\"Infinity\"",
          "null",
          "true",
          "[]",
          "{}",
          "\"\"",
          "0x7f",
          "1..2",
          "");

  private final List<byte[]> seeds;
  private final List<String> words;
  private final SplittableRandom random;

  /**
   * @param seeds whole files
   * @param words that mean something in the format
   */
  Mutations(List<byte[]> seeds, List<String> words, SplittableRandom random) {
    this.seeds = seeds;
    this.words = words;
    this.random = random;
  }

  /** One of the files, broken in one to four ways. */
  byte[] next() {
    if (random.nextInt(100) == 0) {
      return noise(random.nextInt(300));
    }
    byte[] bytes = any();
    for (int i = random.nextInt(4); i >= 0; i--) {
      bytes = once(bytes);
    }
    return bytes.length > LONGEST ? Arrays.copyOf(bytes, LONGEST) : bytes;
  }

  private byte[] any() {
    return seeds.get(random.nextInt(seeds.size())).clone();
  }

  private byte[] once(byte[] bytes) {
    int from = random.nextInt(bytes.length + 1);
    int to = from + random.nextInt(Math.min(64, bytes.length - from) + 1);
    return switch (random.nextInt(13)) {
      case 0 -> flipped(bytes, from);
      case 1 -> replaced(bytes, from, from + 1, new byte[] {(byte) extreme()});
      case 2 -> replaced(bytes, from, to, noise(to - from));
      case 3 -> Arrays.copyOf(bytes, from);
      case 4 -> replaced(bytes, bytes.length, bytes.length, noise(1 + random.nextInt(40)));
      case 5 -> replaced(bytes, from, to, new byte[0]);
      case 6 -> replaced(bytes, from, from, Arrays.copyOfRange(bytes, from, to));
      case 7 -> swapped(bytes, from, to);
      case 8 -> replaced(bytes, from, to, piece(any()));
      case 9 -> field(bytes);
      case 10 -> digits(bytes, from);
      case 11 -> replaced(bytes, from, random.nextBoolean() ? from : to, word());
      default -> repeated(bytes, from, to);
    };
  }

  private byte[] flipped(byte[] bytes, int at) {
    if (at < bytes.length) {
      bytes[at] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  private byte[] noise(int length) {
    byte[] noise = new byte[length];
    random.nextBytes(noise);
    return noise;
  }

  private long extreme() {
    return EXTREMES[random.nextInt(EXTREMES.length)];
  }

  /** Two sections of a file in each other's place. */
  private byte[] swapped(byte[] bytes, int from, int to) {
    byte[] section = Arrays.copyOfRange(bytes, from, to);
    byte[] without = replaced(bytes, from, to, new byte[0]);
    int at = random.nextInt(without.length + 1);
    return replaced(without, at, at, section);
  }

  private byte[] piece(byte[] of) {
    int from = random.nextInt(of.length + 1);
    return Arrays.copyOfRange(of, from, from + random.nextInt(of.length - from + 1));
  }

  /** An extreme number in four or eight bytes, most often near the beginning. */
  private byte[] field(byte[] bytes) {
    int width = random.nextInt(4) == 0 ? 8 : 4;
    if (bytes.length < width) {
      return bytes;
    }
    int most = bytes.length - width + 1;
    int at = random.nextInt(random.nextBoolean() ? Math.min(24, most) : most);
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    buffer.order(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    if (width == 8) {
      buffer.putLong(at, extreme());
    } else {
      buffer.putInt(at, (int) extreme());
    }
    return bytes;
  }

  /** The next number in a text becomes another one, or none. */
  private byte[] digits(byte[] bytes, int start) {
    int from = start;
    while (from < bytes.length && !isDigit(bytes[from])) {
      from++;
    }
    int to = from;
    while (to < bytes.length && (isDigit(bytes[to]) || bytes[to] == '.')) {
      to++;
    }
    return replaced(bytes, from, to, text(NUMBERS.get(random.nextInt(NUMBERS.size()))));
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private byte[] word() {
    return words.isEmpty() ? noise(4) : text(words.get(random.nextInt(words.size())));
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** So often that depths and lengths show; of opening brackets this makes a deep nesting. */
  private byte[] repeated(byte[] bytes, int from, int to) {
    int length = Math.min(to - from, 1 + random.nextInt(8));
    byte[] section = Arrays.copyOfRange(bytes, from, from + length);
    if (random.nextInt(4) == 0) {
      section = word();
    }
    int times = random.nextInt(10) == 0 ? 20_000 : random.nextInt(60);
    byte[] many = new byte[Math.min(LONGEST, times * section.length)];
    for (int i = 0; i < many.length; i++) {
      many[i] = section[i % section.length];
    }
    return replaced(bytes, from, from, many);
  }

  private static byte[] replaced(byte[] bytes, int from, int to, byte[] by) {
    int end = Math.min(to, bytes.length);
    byte[] result = new byte[bytes.length - (end - from) + by.length];
    System.arraycopy(bytes, 0, result, 0, from);
    System.arraycopy(by, 0, result, from, by.length);
    System.arraycopy(bytes, end, result, from + by.length, bytes.length - end);
    return result;
  }
}
