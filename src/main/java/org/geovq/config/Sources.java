package org.geovq.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.geovq.UserError;

/**
 * The user's configuration file and what it includes: files alone, nothing of the network or the
 * class path, and no more than fits {@link #MOST_BYTES}. A file that includes itself twice, or a
 * value that doubles itself, would otherwise grow until memory is full.
 */
final class Sources {
  /** Of all files together; reference.conf has a sixth of it. */
  static final int MOST_BYTES = 128 << 10;

  static final int MOST_FILES = 32;

  /** Of the form ${...}, in all files together: sixteen let a text grow to some hundred times. */
  static final int MOST_SUBSTITUTIONS = 16;

  private int bytes;
  private int files;
  private int substitutions;

  /**
   * Reads a file.
   *
   * @throws UserError if it cannot be read, or it and its includes are too much
   * @throws com.typesafe.config.ConfigException if it is not HOCON
   */
  Config read(File file) {
    String text = text(file);
    substitutions += (text.length() - text.replace("${", "").length()) / 2;
    require(file, "substitutions ${...}", substitutions, MOST_SUBSTITUTIONS);
    return ConfigFactory.parseString(
        text,
        ConfigParseOptions.defaults()
            .setSyntax(
                file.getName().endsWith(".properties")
                    ? ConfigSyntax.PROPERTIES
                    : ConfigSyntax.CONF)
            .setOriginDescription(file.getPath())
            .setIncluder(new Includer(file)));
  }

  private String text(File file) {
    if (!file.isFile()) {
      throw new UserError("Configuration file %s does not exist.", file);
    }
    require(file, "files", ++files, MOST_FILES);
    try (InputStream in = Files.newInputStream(file.toPath())) {
      byte[] read = in.readNBytes(MOST_BYTES - bytes + 1);
      bytes += read.length;
      require(file, "bytes", bytes, MOST_BYTES);
      return new String(read, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UserError("Configuration file %s cannot be read: %s.", file, e.getMessage());
    }
  }

  private static void require(File file, String what, int count, int most) {
    if (count > most) {
      throw new UserError(
          "Configuration file %s is too long: with what it includes it may have %,d %s.",
          file, most, what);
    }
  }

  /** Finds what a file includes, from the folder of that file. */
  private final class Includer
      implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
    private final File from;

    Includer(File from) {
      this.from = from;
    }

    @Override
    public ConfigIncluder withFallback(ConfigIncluder library) {
      return this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
      if (what.matches("(?s)[A-Za-z][A-Za-z0-9+.-]+:.*")) {
        throw refused(what);
      }
      return includeFile(context, new File(what));
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
      File file =
          what.isAbsolute() ? what : new File(from.getAbsoluteFile().getParent(), what.getPath());
      File withEnding = new File(file.getPath() + ".conf");
      return read(!file.exists() && withEnding.exists() ? withEnding : file).root();
    }

    @Override
    public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
      throw refused(what);
    }

    @Override
    public ConfigObject includeResources(ConfigIncludeContext context, String what) {
      throw refused("classpath(" + what + ")");
    }

    private UserError refused(Object what) {
      return new UserError("Configuration file %s includes %s: expected a file.", from, what);
    }
  }
}
