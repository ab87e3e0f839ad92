package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.geovq.run.Manifest;
import org.geovq.run.StageContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reference's way: one dense latent vector an image, cut into pieces that are quantized. */
final class FlatHeadTest {
  private static final int PIECES = 16;
  private static final int CODES = 16;

  @Test
  void piecesTakeThePlaceOfPositionsInEveryStage(@TempDir Path folder) throws Exception {
    String[] flat = {"vae.head=flat", "vae.latent=32", "vae.pieces=" + PIECES};
    TinyRun.run(folder, flat);
    StageContext context = TinyRun.context(folder, flat);

    Manifest latents = context.manifest(Latents.DIRECTORY);
    assertEquals(4, latents.count("grid_rows"));
    assertEquals(4, latents.count("grid_columns"));
    assertEquals(2, latents.count("dimension"));
    // The rate that the codes can carry is that of all pieces, not of the one position of a dense
    // layer.
    double target = context.manifest(TrainVae.DIRECTORY).figure("target_kl_nats_per_image");
    assertEquals(PIECES * Math.log(CODES), target, 1e-9);
    assertTrue(Files.size(folder.resolve("report/index.html")) > 0);
  }
}
