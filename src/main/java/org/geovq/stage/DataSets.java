package org.geovq.stage;

import org.geovq.UserError;
import org.geovq.config.Settings;
import org.geovq.data.CelebA;
import org.geovq.data.CifarSource;
import org.geovq.data.FileOpener;
import org.geovq.data.IdxSource;
import org.geovq.data.ImageFolder;
import org.geovq.data.ImageSource;
import org.geovq.data.Preparation;
import org.geovq.data.StrokeDigits;
import org.geovq.data.ValidationSplit;
import org.geovq.run.StageContext;

/** The data set that the settings name. */
final class DataSets {
  private DataSets() {}

  /**
   * Opens it.
   *
   * @throws UserError where its files are not what was expected
   */
  static ImageSource open(StageContext context) {
    Settings.Data data = context.settings().data();
    long seed = context.settings().seed();
    return switch (data.set()) {
      case STROKES -> strokes(data, seed);
      case MNIST -> new IdxSource(opener(context), data.validationImages(), seed);
      case CIFAR10 -> new CifarSource(opener(context), data.validationImages(), seed);
      case CELEBA ->
          CelebA.open(
              opener(context),
              preparation(data.image(), CelebA.CROP),
              data.celeba().unlisted() == Settings.Unlisted.SKIP,
              data.celeba().attributes());
      case FOLDER ->
          ImageFolder.open(opener(context), preparation(data.image(), 0), splitting(data, seed));
    };
  }

  private static StrokeDigits strokes(Settings.Data data, long seed) {
    ValidationSplit validation =
        new ValidationSplit(data.strokesTrain(), data.validationImages(), seed);
    return new StrokeDigits(data.strokesTrain(), data.strokesTest(), seed, validation);
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
  static FileOpener opener(StageContext context) {
    Settings.Data data = context.settings().data();
    if (data.dir().isEmpty()) {
      throw new UserError(
          "data.dir is empty: expected the folder with the files of %s.", data.set().configName());
    }
    var hadoop = context.spark().sparkContext().hadoopConfiguration();
    return new HadoopOpener(data.dir(), hadoop);
  }
}
