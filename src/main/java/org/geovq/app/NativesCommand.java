package org.geovq.app;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.geovq.nn.Natives;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "natives",
    description =
        "Unpacks the native libraries into JavaCPP's cache and loads none; for the building of images.")
final class NativesCommand implements Callable<Integer> {
  @Mixin private HelpOption help;

  @Override
  public Integer call() throws IOException {
    Natives.unpack(System.getProperty("java.class.path")).forEach(System.out::println);
    return 0;
  }
}
