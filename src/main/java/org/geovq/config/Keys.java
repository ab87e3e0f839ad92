package org.geovq.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOrigin;
import java.io.File;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.geovq.UserError;

/**
 * Reads single keys and checks their range; what is wrong is said with the key, its value and its
 * origin, by a {@link UserError}.
 */
public final class Keys {
  /** A name, a colon and what is no number of a port, up to an at; secrets may hold slashes. */
  private static final Pattern PASSWORD =
      Pattern.compile("://[^/@:]*:(?!\\d{1,5}(?:,[^/@:]+:\\d{1,5})*(?:/|$))[^@]*@");

  /** What Hadoop's and Spark's globs are made of. */
  private static final Pattern PATTERN = Pattern.compile("[\\[\\]{}*?\\\\]");

  private final Config config;

  Keys(Config config) {
    this.config = config;
  }

  /**
   * The keys of a HOCON file.
   *
   * @throws UserError file missing or not HOCON
   */
  public static Keys ofFile(File file) {
    return of(() -> new Sources().read(file));
  }

  /**
   * The keys of a HOCON file in the program's jar.
   *
   * @throws UserError not HOCON
   */
  public static Keys ofResource(String name) {
    return of(() -> ConfigFactory.parseResources(name));
  }

  private static Keys of(Supplier<Config> source) {
    try {
      return new Keys(source.get().resolve());
    } catch (ConfigException e) {
      throw unreadable(e);
    }
  }

  static UserError unreadable(ConfigException e) {
    return new UserError("Configuration cannot be read: %s.", e.getMessage());
  }

  /** The blocks of a list, in their order. */
  public List<Keys> blocks(String key) {
    return typed(key, "a list of blocks", () -> config.getConfigList(key)).stream()
        .map(block -> new Keys(block))
        .toList();
  }

  /** A block within. */
  public Keys block(String key) {
    return new Keys(typed(key, "a block of keys", () -> config.getConfig(key)));
  }

  /** The names of what is directly within, in alphabetic order. */
  public Set<String> names() {
    return new TreeSet<>(config.root().keySet());
  }

  /** Refuses every name directly within that is not one of these. */
  public void requireOnly(Collection<String> known) {
    for (String name : names()) {
      if (!known.contains(name)) {
        throw new UserError(
            "Unknown key %s (%s): expected %s.",
            name, describe(config.root().get(name).origin()), String.join(", ", known));
      }
    }
  }

  /** Names, up to so many of them, none twice; as printable as one text. */
  List<String> texts(String key, int most) {
    List<String> values = printable(key, "a list of names");
    if (values.size() > most || new HashSet<>(values).size() < values.size()) {
      throw wrong(key, values, "up to " + most + " names and none twice");
    }
    return values;
  }

  /** Text is printed, so that it may hold no password; one that does is not repeated. */
  public String text(String key) {
    return clean(key, typed(key, "text", () -> config.getString(key)));
  }

  /** Texts, maybe none, as none where the key is missing; as printable as one. */
  public List<String> texts(String key) {
    return config.hasPath(key) ? printable(key, "a list of texts") : List.of();
  }

  private List<String> printable(String key, String expected) {
    List<String> values = typed(key, expected, () -> config.getStringList(key));
    values.forEach(value -> clean(key, value));
    return List.copyOf(values);
  }

  private String clean(String key, String value) {
    requireNoPassword(key + " (" + describe(config.getValue(key).origin()) + ")", value);
    return value;
  }

  /**
   * Sees to it that a path which an option names can be printed and is read as it was written.
   *
   * @param option such as --base
   * @throws UserError if there is a password or a pattern in it
   */
  public static void requirePath(String option, String path) {
    requireNoPassword(option, path);
    requireNoPattern(option + " " + path, path);
  }

  /**
   * Sees to it that a text can be printed.
   *
   * @param what a key or an option
   * @throws UserError if there is a password in it, which is not repeated
   */
  private static void requireNoPassword(String what, String value) {
    if (PASSWORD.matcher(value).find()) {
      throw new UserError(
          "%s has a password in its URL: expected none, see docs/security.md.", what);
    }
  }

  /**
   * Sees to it that Spark reads what was written: it takes some characters for a pattern, and then
   * reads other folders too.
   *
   * @param what a key or an option with its value
   * @throws UserError if there is one in it
   */
  public static void requireNoPattern(String what, String path) {
    if (PATTERN.matcher(path).find()) {
      throw new UserError("%s: expected a path without any of [ ] { } * ? and backslash.", what);
    }
  }

  long whole(String key) {
    String expected = "a whole number";
    double value = typed(key, expected, () -> config.getDouble(key));
    if (!isWhole(value)) {
      throw wrong(key, value, expected);
    }
    return typed(key, expected, () -> config.getLong(key));
  }

  /** The library would cut off a fraction, and what a long cannot hold, without a word. */
  private static boolean isWhole(double value) {
    return value == Math.rint(value) && Math.abs(value) < 0x1p63;
  }

  int whole(String key, int least, int most) {
    long value = whole(key);
    requireWhole(key, value, least, most);
    return (int) value;
  }

  private void requireWhole(String key, long value, long least, long most) {
    if (value < least || value > most) {
      throw wrong(key, value, String.format("a whole number from %,d to %,d", least, most));
    }
  }

  /** A number in a range, its ends included. */
  public double real(String key, double least, double most) {
    return inRange(key, typed(key, "a number", () -> config.getDouble(key)), least, most);
  }

  List<Double> reals(String key, double least, double most) {
    List<Double> values = typed(key, "a list of numbers", () -> config.getDoubleList(key));
    values.forEach(v -> inRange(key, v, least, most));
    return values;
  }

  /** Whole numbers in a range, none of them twice. */
  List<Long> wholes(String key, long least, long most) {
    String expected = "a list of whole numbers";
    List<Double> given = typed(key, expected, () -> config.getDoubleList(key));
    if (!given.stream().allMatch(Keys::isWhole)) {
      throw wrong(key, given, expected);
    }
    List<Long> values = typed(key, expected, () -> config.getLongList(key));
    if (new HashSet<>(values).size() < values.size()) {
      throw wrong(key, values, "none of them twice");
    }
    for (long value : values) {
      requireWhole(key, value, least, most);
    }
    return List.copyOf(values);
  }

  boolean flag(String key) {
    return typed(key, "true or false", () -> config.getBoolean(key));
  }

  <E extends Enum<E>> E choice(String key, Class<E> type) {
    return choice(key, type, Keys::name);
  }

  /** One of the constants. */
  public <E extends Enum<E>> E choice(String key, Class<E> type, Function<E, String> naming) {
    return choice(key, text(key), type, naming);
  }

  /** At least one of the constants, none of them twice. */
  <E extends Enum<E>> List<E> choices(String key, Class<E> type, Function<E, String> naming) {
    List<E> chosen = choicesOrNone(key, type, naming);
    if (chosen.isEmpty()) {
      throw wrong(key, chosen, "at least one name and none twice");
    }
    return chosen;
  }

  <E extends Enum<E>> List<E> choicesOrNone(String key, Class<E> type, Function<E, String> naming) {
    List<String> values = typed(key, "a list of names", () -> config.getStringList(key));
    if (new HashSet<>(values).size() < values.size()) {
      throw wrong(key, values, "names, none of them twice");
    }
    return values.stream().map(value -> choice(key, value, type, naming)).toList();
  }

  private <E extends Enum<E>> E choice(
      String key, String value, Class<E> type, Function<E, String> naming) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> naming.apply(constant).equals(value))
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    key,
                    value,
                    Arrays.stream(type.getEnumConstants())
                        .map(naming)
                        .collect(Collectors.joining(", ", "one of ", ""))));
  }

  /** A sentence about a value that cannot be. */
  public UserError wrong(String key, Object value, String expected) {
    return new UserError("%s = %s (%s): expected %s.", key, value, describe(origin(key)), expected);
  }

  /** Of the value, or of the block that lacks it. */
  private ConfigOrigin origin(String key) {
    return config.hasPath(key) ? config.getValue(key).origin() : config.root().origin();
  }

  /** Where a value comes from: file and line, or --set, which has no lines. */
  static String describe(ConfigOrigin origin) {
    return origin.description().replaceFirst("^--set: 1$", "--set");
  }

  /** A constant's name in the configuration, such as masked-pixelcnn. */
  static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private double inRange(String key, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw wrong(key, value, "a number from " + least + " to " + most);
    }
    return value;
  }

  private <T> T typed(String key, String expected, Supplier<T> read) {
    try {
      return read.get();
    } catch (ConfigException.WrongType | ConfigException.BadValue e) {
      throw wrong(key, config.getValue(key).unwrapped(), expected);
    } catch (ConfigException.Null e) {
      throw new UserError("%s = null (%s): expected %s.", key, describe(e.origin()), expected);
    } catch (ConfigException.Missing e) {
      throw new UserError(
          "%s is missing (%s): expected %s.", key, describe(config.root().origin()), expected);
    }
  }
}
