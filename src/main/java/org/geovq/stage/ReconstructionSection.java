package org.geovq.stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.geovq.config.Arm;
import org.geovq.data.LabelledImage;
import org.geovq.data.Split;
import org.geovq.model.ImageShard;
import org.geovq.report.Block;
import org.geovq.report.Figure;
import org.geovq.report.ImageGrid;
import org.geovq.report.Table;
import org.geovq.report.Table.Cell;

/** Test images and what the arms make of them. */
final class ReconstructionSection {
  private static final String RANGE =
      " Black is 0 and white is 1 in every tile; nothing is stretched.";

  private final Metrics metrics;
  private final Roles roles;
  private final Pictures pictures;
  private final List<LabelledImage> images;

  ReconstructionSection(Metrics metrics, Roles roles, Pictures pictures) throws IOException {
    this.metrics = metrics;
    this.roles = roles;
    this.pictures = pictures;
    this.images =
        Images.read(pictures.context(), Split.TEST).takeOrdered(Pictures.ROW, Images.BY_ID);
  }

  List<Block> blocks() throws IOException {
    List<Block> blocks = new ArrayList<>(List.of(table(), reconstructions()));
    if (!roles.others().isEmpty()) {
      blocks.add(others());
    }
    return blocks;
  }

  private Table table() {
    List<List<Cell>> rows = new ArrayList<>();
    metrics.reconstruction().forEach((arm, figures) -> rows.add(row(arm, figures)));
    List<String> heads = new ArrayList<>(List.of("arm", "MSE ↓", "L1 ↓", "PSNR, dB ↑", "SSIM ↑"));
    String lpips = "";
    if (metrics.lpips() != null) {
      heads.add("LPIPS ↓");
      lpips =
          Print.format(
              " LPIPS: by the network in %s (SHA-256 %s; %s, pixels in -1 to 1), in whose units it is.",
              metrics.lpips().name(), metrics.lpips().sha256(), metrics.lpips().use());
    }
    return new Table(
        "reconstruction-figures",
        "Reconstruction of the test images",
        "Each figure is taken per image and then averaged. The row vae is the continuous auto-encoder, which its codes cannot"
            + " be expected to beat; a row with medoid or mean in its name decodes the same codes by the other of medoid and"
            + " mean, one with finetuned by a decoder trained further on them; unrefined are the codes before they were chosen"
            + " again by what they do to the decoded image."
            + lpips,
        heads,
        rows);
  }

  private List<Cell> row(String arm, Metrics.Reconstruction f) {
    List<Cell> row =
        new ArrayList<>(
            List.of(
                Cell.text(Roles.words(arm)),
                Cell.number(Print.mse(f.mse())),
                Cell.number(Print.format("%.4f", f.l1())),
                Cell.number(Print.format("%.2f", f.psnrDb())),
                Cell.number(Print.format("%.4f", f.ssim()))));
    if (metrics.lpips() != null) {
      row.add(Cell.number(Print.format("%.4f", f.lpips())));
    }
    return row;
  }

  private Figure reconstructions() throws IOException {
    float[] originals = ImageShard.planar(pictures.shape(), images);
    float[] mu = pictures.codec(roles.told()).encode(originals)[0];
    ImageGrid grid =
        pictures
            .grid("Test images and their reconstructions")
            .row("test images", pictures.split(originals))
            .row("VAE, continuous", pictures.split(pictures.codec(roles.told()).decode(mu)));
    grid.row("VAE, " + Roles.words(roles.told()) + " codes", reconstructed(roles.told()));
    if (roles.endToEnd() != null) {
      grid.row(Roles.words(roles.endToEnd()), reconstructed(roles.endToEnd()));
    }
    return new Figure(
        "reconstructions",
        "Test images over their reconstructions",
        "The first test images; what the continuous auto-encoder makes of them; what is left when each latent vector is"
            + " replaced by its code"
            + (roles.endToEnd() == null ? "" : "; and what the end-to-end VQ-VAE makes of them")
            + ". The closer to the first row the better."
            + RANGE,
        grid.paint());
  }

  private Figure others() throws IOException {
    ImageGrid grid =
        pictures
            .grid("The same images by the other arms")
            .row("test images", pictures.split(ImageShard.planar(pictures.shape(), images)));
    for (Arm arm : roles.others()) {
      grid.row(Roles.words(arm), reconstructed(arm));
    }
    return new Figure(
        "reconstructions-others",
        "The same test images by the other arms",
        "One row an arm, decoded from its codes. The closer to the first row the better." + RANGE,
        grid.paint());
  }

  private float[][] reconstructed(Arm arm) throws IOException {
    Set<Long> ids = images.stream().map(LabelledImage::id).collect(Collectors.toSet());
    Map<Long, int[]> codes = pictures.codes(arm, Split.TEST, ids);
    return pictures.decoded(arm, images.stream().map(i -> codes.get(i.id())).toList());
  }
}
