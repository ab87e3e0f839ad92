package org.geovq.app;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.geovq.Reason;
import org.geovq.UserError;
import org.geovq.results.Results;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "results",
    description = "Sets finished runs beside published figures, in a Markdown document.")
final class ResultsCommand implements Callable<Integer> {
  @Mixin private HelpOption help;

  @Option(
      names = "--conf",
      paramLabel = "FILE",
      defaultValue = "conf/results.conf",
      description = "List of experiments and their runs (${DEFAULT-VALUE}).")
  private File list;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "docs/results.md",
      description = "Document; its charts go into images/ beside it (${DEFAULT-VALUE}).")
  private Path document;

  @Override
  public Integer call() {
    if (document.getFileName() == null || Files.isDirectory(document)) {
      throw new UserError("--out %s: expected a file, not a folder.", document);
    }
    try {
      Results.write(list, document);
    } catch (IOException e) {
      throw new UserError("geovq results: %s.", Reason.of(e));
    }
    System.out.println(document);
    return 0;
  }
}
