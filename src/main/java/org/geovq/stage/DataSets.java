package org.geovq.stage;

import java.io.UncheckedIOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.geovq.UserError;
import org.geovq.config.Settings;
import org.geovq.config.Settings.Features;
import org.geovq.config.Settings.PriorKind;
import org.geovq.data.CelebA;
import org.geovq.data.CifarSource;
import org.geovq.data.FileOpener;
import org.geovq.data.IdxSource;
import org.geovq.data.ImageFolder;
import org.geovq.data.ImageSource;
import org.geovq.data.Preparation;
import org.geovq.data.Split;
import org.geovq.data.StrokeDigits;
import org.geovq.data.ValidationSplit;
import org.geovq.model.LatentGrid;
import org.geovq.run.StorageFaults;

/** The data set that the settings name. */
public final class DataSets {
  private DataSets() {}

  /**
   * Opens it, after a look at what its files say of themselves.
   *
   * @throws UserError where its files are not what was expected or out of reach
   */
  public static ImageSource open(Settings settings, Configuration hadoop) {
    return open(settings.data(), settings.seed(), hadoop, null);
  }

  /**
   * The same with settings of the data set's own.
   *
   * @param classes of a folder, whose places are the labels; null: those that there are
   */
  static ImageSource open(
      Settings.Data data, long seed, Configuration hadoop, List<String> classes) {
    try {
      return opened(data, seed, hadoop, classes);
    } catch (UncheckedIOException e) {
      throw StorageFaults.outOfReach("data.dir = " + data.dir(), e);
    }
  }

  /**
   * Sees to it that a run can be made with a data set, as far as number and shape of its images
   * tell.
   *
   * @throws UserError if a split has no image, the training images have fewer latents than nodes
   *     are wanted, or an image has more than a prior or a Fréchet distance is made for
   */
  public static void requireFitting(Settings settings, ImageSource images) {
    requireSplits(settings, images);
    LatentGrid grid = grid(settings, images);
    requireLatents(settings.graph().nodes(), images.count(Split.TRAIN) * grid.positions());
    Codes.Form codes = new Codes.Form(grid.rows(), grid.columns(), settings.codebook().size());
    for (PriorKind kind : settings.prior().kinds()) {
      Models.prior(settings.prior(), kind, codes, 0);
    }
    if (settings.prior().classConditional()
        && !settings.prior().kinds().isEmpty()
        && !images.labelled()) {
      throw new UserError("prior.class-conditional = true: there are images without a label.");
    }
    Settings.Fidelity fidelity = settings.fidelity();
    if (fidelity.enabled() && images.count(Split.TEST) < 2) {
      throw new UserError(
          "fidelity.enabled = true: there is one test image, but a Fréchet distance is between the covariances of two or more.");
    }
    if (fidelity.enabled() && fidelity.features().contains(Features.CLASSIFIER)) {
      TrainClassifier.requireLabels(settings, images.labelled());
    }
    if (fidelity.enabled() && fidelity.features().contains(Features.AUTOENCODER)) {
      ImageFeatures.requireFew(grid);
    }
  }

  /** Of the latents that images of the data set will have. */
  static LatentGrid grid(Settings settings, ImageSource images) {
    return Models.grid(settings.vae(), Models.vae(settings.vae(), images.shape()));
  }

  static void requireSplits(Settings settings, ImageSource images) {
    for (Split split : Split.values()) {
      if (images.count(split) == 0) {
        throw new UserError(
            "data.set = %s: no image of %s is in split %s, but every split needs some (data.validation-images, data.folder).",
            settings.data().set().configName(), settings.data().dir(), split.configName());
      }
    }
  }

  static void requireLatents(int nodes, long latents) {
    if (latents < nodes) {
      throw new UserError(
          "graph.nodes = %,d: there are only %,d training latents.", nodes, latents);
    }
  }

  private static ImageSource opened(
      Settings.Data data, long seed, Configuration hadoop, List<String> classes) {
    return switch (data.set()) {
      case STROKES -> strokes(data, seed);
      case MNIST -> new IdxSource(opener(data, hadoop), data.validationImages(), seed);
      case CIFAR10 -> new CifarSource(opener(data, hadoop), data.validationImages(), seed);
      case CELEBA ->
          CelebA.open(
              opener(data, hadoop),
              preparation(data.image(), CelebA.CROP),
              data.celeba().unlisted() == Settings.Unfit.SKIP,
              data.celeba().attributes());
      case FOLDER ->
          ImageFolder.open(
              opener(data, hadoop), preparation(data.image(), 0), splitting(data, seed), classes);
    };
  }

  private static StrokeDigits strokes(Settings.Data data, long seed) {
    ValidationSplit validation =
        new ValidationSplit(data.strokesTrain(), data.strokesTest(), data.validationImages(), seed);
    return new StrokeDigits(seed, validation);
  }

  private static Preparation preparation(Settings.Image image, int usualCrop) {
    return new Preparation(
        image.crop() == 0 ? usualCrop : image.crop(),
        image.size(),
        image.colours() == Settings.Colours.GREY ? 1 : 3);
  }

  private static ImageFolder.Splitting splitting(Settings.Data data, long seed) {
    return new ImageFolder.Splitting(
        data.validationImages(), data.folder().validationShare(), data.folder().testShare(), seed);
  }

  /** The folder data.dir. */
  static FileOpener opener(Settings.Data data, Configuration hadoop) {
    if (data.dir().isEmpty()) {
      throw new UserError(
          "data.dir is empty: expected the folder with the files of %s.", data.set().configName());
    }
    return new HadoopOpener(data.dir(), hadoop);
  }
}
