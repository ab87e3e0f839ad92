package org.geovq.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.FileAppender;
import org.apache.logging.log4j.core.layout.PatternLayout;

/**
 * A log file beside the console: below the run directory where that is local, else in the temporary
 * directory.
 */
public final class RunLog implements AutoCloseable {
  private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS");
  private final Path file;
  private final FileAppender appender;

  private RunLog(Path file) {
    this.file = file;
    LoggerContext context = (LoggerContext) LogManager.getContext(false);
    appender =
        FileAppender.newBuilder()
            .setName(file.toString())
            .withFileName(file.toString())
            .setLayout(
                PatternLayout.newBuilder()
                    .withPattern("%d{yyyy-MM-dd HH:mm:ss} %p %c{1}: %m%n")
                    .build())
            .setConfiguration(context.getConfiguration())
            .build();
    appender.start();
    context.getConfiguration().getRootLogger().addAppender(appender, null, null);
    context.updateLoggers();
  }

  /** Opens a new log file. */
  public static RunLog open(RunDirectory directory) throws IOException {
    boolean local = "file".equals(directory.root().toUri().getScheme());
    String parent =
        local ? directory.root().toUri().getPath() : System.getProperty("java.io.tmpdir");
    // A folder that all users share is its first one's.
    String name = local ? "logs" : "geovq-logs-" + System.getProperty("user.name");
    Path logs = Files.createDirectories(Path.of(parent, name));
    return new RunLog(logs.resolve(NAME.format(LocalDateTime.now()) + ".log"));
  }

  public Path file() {
    return file;
  }

  @Override
  public void close() {
    LoggerContext context = (LoggerContext) LogManager.getContext(false);
    context.getConfiguration().getRootLogger().removeAppender(appender.getName());
    context.updateLoggers();
    appender.stop();
  }
}
