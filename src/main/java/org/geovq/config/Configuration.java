package org.geovq.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.geovq.UserError;

/**
 * The resolved configuration with each key's origin. What overrides what: {@code --set}, then the
 * file, then reference.conf. Only keys that reference.conf has are known.
 */
public final class Configuration {
  /** Where the value of an override comes from. */
  private static final String OVERRIDE = "--set";

  /** In how many parts data lie, and how often a training is saved. */
  private static final Pattern WITHOUT_EFFECT =
      Pattern.compile("data\\.partitions|.*\\.checkpoint-interval-min");

  private static final Config REFERENCE = ConfigFactory.parseResources("reference.conf").resolve();
  private final Config config;

  private Configuration(Config config) {
    this.config = config;
  }

  /**
   * Reads the configuration.
   *
   * @param file HOCON file, or null for reference.conf alone
   * @param overrides "key=value" each, later ones win
   * @throws UserError file missing, too long or not HOCON, unknown key, override without "="
   */
  public static Configuration load(File file, List<String> overrides) {
    return of(
        overrides,
        "Configuration file " + file,
        () -> file == null ? ConfigFactory.empty() : new Sources().read(file));
  }

  /**
   * The configuration of a run, from what its manifests say.
   *
   * @param values keys with their values, as of {@link #values}
   * @param origin where they are from
   * @param overrides "key=value" each, later ones win
   * @throws UserError unknown key, a value that is none, override without "="
   */
  public static Configuration recorded(
      Map<String, String> values, String origin, List<String> overrides) {
    return of(overrides, "The configuration of " + origin, () -> recorded(values, origin));
  }

  /** Values are no more than JSON: a stranger's run shall not name files to include. */
  private static Config recorded(Map<String, String> values, String origin) {
    ConfigParseOptions json =
        ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON).setOriginDescription(origin);
    Config all = ConfigFactory.empty();
    for (Map.Entry<String, String> entry : values.entrySet()) {
      requireKnown(entry.getKey(), origin);
      Config value = ConfigFactory.parseString("{\"value\":" + entry.getValue() + "}", json);
      all = all.withValue(entry.getKey(), value.getValue("value"));
    }
    return all;
  }

  private static Configuration of(List<String> overrides, String name, Supplier<Config> under) {
    try {
      Config set = ConfigFactory.empty();
      for (String override : overrides) {
        set = parseOverride(override).withFallback(set);
      }
      Config user = set.withFallback(under.get());
      user.entrySet().forEach(e -> requireKnown(e.getKey(), e.getValue()));
      return new Configuration(
          user.withFallback(REFERENCE)
              .withFallback(environment())
              .resolve(ConfigResolveOptions.noSystem()));
    } catch (ConfigException e) {
      throw Keys.unreadable(e);
    } catch (StackOverflowError e) {
      throw new UserError("%s is nested too deeply.", name);
    }
  }

  /**
   * What ${...} may name besides keys: a stranger's file shall not copy any other variable, such as
   * one with a secret, into what is printed.
   */
  private static Config environment() {
    Map<String, String> own = new TreeMap<>(System.getenv());
    own.keySet().removeIf(name -> !name.matches("GEOVQ_[A-Z_]+"));
    return ConfigFactory.parseMap(own, "environment");
  }

  private static Config parseOverride(String override) {
    int equals = override.indexOf('=');
    if (equals < 1) {
      throw new UserError("--set %s: expected key=value.", override);
    }
    String key = override.substring(0, equals).strip();
    String value = override.substring(equals + 1).strip();
    requireKnown(key, OVERRIDE);
    String quoted = isText(key) ? ConfigUtil.quoteString(value) : value;
    try {
      return ConfigFactory.parseString(
          key + " = " + quoted, ConfigParseOptions.defaults().setOriginDescription(OVERRIDE));
    } catch (ConfigException e) {
      throw new UserError("--set %s: expected key=value (%s).", override, e.getMessage());
    }
  }

  /**
   * Text needs no quotes on the command line, so that paths with colons and blanks can be given as
   * they are.
   */
  private static boolean isText(String key) {
    return REFERENCE.getValue(key).unwrapped() instanceof String;
  }

  private static void requireKnown(String path, ConfigValue value) {
    String origin = Keys.describe(value.origin());
    requireKnown(path, origin);
    if (REFERENCE.getValue(path).valueType() == ConfigValueType.OBJECT) {
      throw new UserError(
          "%s = %s (%s): expected a block of keys.", path, value.unwrapped(), origin);
    }
  }

  private static void requireKnown(String path, String origin) {
    boolean known;
    try {
      known = REFERENCE.hasPath(path);
    } catch (ConfigException e) {
      known = false;
    }
    if (!known) {
      throw new UserError(
          "Unknown key %s (%s); `geovq config` lists the known ones.", path, origin);
    }
  }

  /** The typed settings. */
  public Settings settings() {
    return Settings.read(new Keys(config));
  }

  /** Every key below the given prefixes with its value, for fingerprints and manifests. */
  public Map<String, String> values(List<String> prefixes) {
    Map<String, String> values = new TreeMap<>();
    for (Entry e : entries()) {
      if (isBelow(e.key(), prefixes)) {
        values.put(e.key(), e.value());
      }
    }
    return values;
  }

  /**
   * Settings with the default in place of each that changes how a stage works and nothing of what
   * it makes.
   */
  public static Map<String, String> effective(Map<String, String> values) {
    Map<String, String> effective = new TreeMap<>(values);
    effective.replaceAll(
        (key, value) ->
            WITHOUT_EFFECT.matcher(key).matches() && REFERENCE.hasPath(key)
                ? text(REFERENCE.getValue(key))
                : value);
    return effective;
  }

  /** Whether a key is one of the given keys or in one of the given blocks. */
  public static boolean isBelow(String key, List<String> prefixes) {
    return prefixes.stream().anyMatch(p -> key.equals(p) || key.startsWith(p + "."));
  }

  /** Whether an override has set a key. */
  public boolean isOverridden(String key) {
    return Keys.describe(config.getValue(key).origin()).equals(OVERRIDE);
  }

  /**
   * What differs from reference.conf, each as an override: with these alone {@link #load} gives the
   * same configuration.
   */
  public List<String> changes() {
    List<String> changes = new ArrayList<>();
    for (Entry e : entries()) {
      ConfigValue value = config.getValue(e.key());
      // 1 is the same as 1.0, but fingerprints are of texts.
      if (!e.value().equals(text(REFERENCE.getValue(e.key())))) {
        changes.add(e.key() + "=" + (isText(e.key()) ? value.unwrapped() : e.value()));
      }
    }
    return changes;
  }

  /** One key with its value and where the value comes from. */
  public record Entry(String key, String value, String origin) {}

  /** Every key in alphabetic order. */
  public List<Entry> entries() {
    Map<String, Entry> entries = new TreeMap<>();
    config
        .entrySet()
        .forEach(
            e -> {
              if (REFERENCE.hasPath(e.getKey())) {
                String origin = Keys.describe(e.getValue().origin());
                entries.put(e.getKey(), new Entry(e.getKey(), text(e.getValue()), origin));
              }
            });
    return new ArrayList<>(entries.values());
  }

  private static String text(ConfigValue value) {
    return value.render(ConfigRenderOptions.concise());
  }
}
