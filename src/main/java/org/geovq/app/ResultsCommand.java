package org.geovq.app;

import java.io.File;
import java.nio.file.Path;
import java.util.concurrent.Callable;
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
  public Integer call() throws Exception {
    Results.write(list, document);
    System.out.println(document);
    return 0;
  }
}
