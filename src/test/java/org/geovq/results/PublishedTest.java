package org.geovq.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.geovq.UserError;
import org.geovq.config.Keys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublishedTest {
  @TempDir private Path folder;

  /** Each data set has both arms and the continuous one, with errors that pixels can have. */
  @Test
  void everyDataSetHasItsArms() {
    Published published = Published.load();
    for (String data : List.of("mnist", "celeba32", "cifar10")) {
      for (String arm : List.of("vae", "geodesic", "vqvae")) {
        List<Published.Value> found = published.of(data, arm, "mse");
        assertTrue(found.size() > 0, data + " " + arm);
        found.forEach(v -> assertTrue(v.value() > 0.002 && v.value() < 0.02, v.toString()));
      }
    }
  }

  /** What the decibels say is near to what the error says, as both are of the same images. */
  @Test
  void decibelsAgreeWithErrors() {
    Published published = Published.load();
    for (Published.Value psnr : published.values()) {
      if (psnr.metric().equals("psnr_db")) {
        Published.Value mse =
            published.of(psnr.data(), psnr.arm(), "mse").stream()
                .filter(v -> v.source().equals(psnr.source()))
                .findFirst()
                .orElseThrow();
        assertEquals(-10 * Math.log10(mse.value()), psnr.value(), 0.03, psnr.toString());
      }
    }
  }

  @Test
  void bothOurVqVaesStandBesideTheirs() {
    Published published = Published.load();
    List<Published.Value> theirs = published.of("mnist", "vqvae", "codes_used");
    assertEquals(List.of(53.0, 218.0, 15.0), theirs.stream().map(Published.Value::value).toList());
    assertEquals(theirs, published.of("mnist", "vqvae_gradient", "codes_used"));
    assertEquals(List.of(), published.of("mnist", "kmeans", "mse"));
    assertEquals(List.of(), published.of("strokes", "geodesic", "mse"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tag = X, figures { vae { mse = 1 } } | tag = X (%s: 1): expected one of R, A, P.",
        "tag = R, figures { vae { fid = 1 } } | Unknown key fid (%s: 1): expected mse, psnr_db,",
        "tag = R, figures { gan { mse = 1 } } | Unknown key gan (%s: 1): expected vae, geodesic,",
        "tag = R, figures { vae { mse = -1 } } | mse = -1.0 (%s: 1): expected a number from 0.0",
        "figures { vae { mse = 1 } } | tag is missing (%s: 1): expected text.",
        "tag = R, figures { vae = 1 } | vae = 1 (%s: 1): expected a block of keys."
      })
  void whatCannotBeIsNamed(String block, String message) throws IOException {
    Path file = folder.resolve("published.conf");
    Files.writeString(file, "sources = [{ data = d, source = s, " + block + " }]");
    UserError error =
        assertThrows(UserError.class, () -> Published.read(Keys.ofFile(file.toFile())));
    assertTrue(error.getMessage().startsWith(message.formatted(file)), error.getMessage());
  }
}
