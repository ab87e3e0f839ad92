package org.geovq.stage;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.geovq.UserError;
import org.geovq.config.Arm;
import org.geovq.config.Settings;
import org.geovq.config.Settings.PriorKind;
import org.geovq.data.ImageShape;
import org.geovq.eval.ImageMetrics;
import org.geovq.model.Classifier;
import org.geovq.model.GatedPixelCnn;
import org.geovq.model.LatentGrid;
import org.geovq.model.Likelihood;
import org.geovq.model.MaskedPixelCnn;
import org.geovq.model.Prior;
import org.geovq.model.Residual;
import org.geovq.model.TransformerPrior;
import org.geovq.model.Vae;
import org.geovq.model.VqVae;
import org.geovq.nn.Network;
import org.geovq.nn.NpyFile;
import org.geovq.nn.Parameter;
import org.geovq.nn.ParameterSet;
import org.geovq.nn.Trainer;
import org.geovq.run.Json;
import org.geovq.run.StageContext;

/**
 * Trained networks in a stage's directory: description as JSON, parameters as NPY; nothing that
 * Java would deserialise.
 */
final class Models {
  private static final String NETWORK = "network.json";
  private static final String BEST = "parameters.npy";
  private static final String LAST = "last.npy";
  static final String HISTORY = "history.json";

  private Models() {}

  /** A network with its best parameters. */
  record Trained<N extends Network>(N network, ParameterSet parameters) {}

  /** The network that the settings describe. */
  static Vae vae(Settings.Vae settings, ImageShape shape) {
    requireQuarters(shape);
    return new Vae(
        shape.channels(),
        shape.height(),
        shape.width(),
        settings.width(),
        settings.blocks(),
        Residual.valueOf(settings.residual().name()),
        Vae.Head.valueOf(settings.head().name()),
        settings.latent(),
        Likelihood.valueOf(settings.likelihood().name()));
  }

  /**
   * The end-to-end network that is compared with it: the same trunk, unless it is the reference.
   *
   * @param size K
   */
  static VqVae vqvae(Settings settings, ImageShape shape, Arm arm, int size) {
    Settings.VqVae own = settings.vqvae();
    Likelihood likelihood = Likelihood.valueOf(settings.vae().likelihood().name());
    VqVae.Learning learning = arm == Arm.VQVAE ? VqVae.Learning.EMA : VqVae.Learning.GRADIENT;
    if (own.network() == Settings.VqVaeNetwork.REFERENCE) {
      return VqVae.reference(
          shape.channels(),
          shape.height(),
          shape.width(),
          size,
          likelihood,
          learning,
          own.commitment(),
          own.decay());
    }
    return new VqVae(
        shape.channels(),
        shape.height(),
        shape.width(),
        settings.vae().width(),
        settings.vae().blocks(),
        Residual.valueOf(settings.vae().residual().name()),
        VqVae.Bridge.SPATIAL,
        size,
        own.dimension(),
        likelihood,
        learning,
        own.commitment(),
        own.decay());
  }

  /** The classifier that the settings describe. */
  static Classifier classifier(Settings.Fidelity settings, ImageShape shape, int classes) {
    requireQuarters(shape);
    return new Classifier(
        shape.channels(), shape.height(), shape.width(), settings.width(), classes);
  }

  private static void requireQuarters(ImageShape shape) {
    int least = Math.min(shape.height(), shape.width());
    if (shape.height() % 4 != 0 || shape.width() % 4 != 0 || least < ImageMetrics.SSIM_WINDOW) {
      throw new UserError(
          "Images of %d x %d pixels: the networks halve the sides twice and need multiples of 4, SSIM one of 8 or more.",
          shape.height(), shape.width());
    }
  }

  /**
   * The prior that the settings describe.
   *
   * @param classes labels that it is told; 0: none
   * @throws UserError if such a one cannot be over such codes
   */
  static Prior prior(Settings.Prior settings, PriorKind kind, Codes.Form codes, int classes) {
    try {
      return described(settings, kind, codes, classes);
    } catch (IllegalArgumentException e) {
      throw new UserError(
          "prior.kinds: %s cannot be over %d x %d codes out of %d with %d classes (%s); leave it out.",
          kind.configName(), codes.rows(), codes.columns(), codes.size(), classes, e.getMessage());
    }
  }

  private static Prior described(
      Settings.Prior settings, PriorKind kind, Codes.Form codes, int classes) {
    int k = codes.size();
    int rows = codes.rows();
    int columns = codes.columns();
    return switch (kind) {
      case PIXELCNN -> {
        Settings.PixelCnn own = settings.pixelcnn();
        yield new GatedPixelCnn(k, rows, columns, own.channels(), own.layers(), classes);
      }
      case MASKED_PIXELCNN -> {
        Settings.MaskedPixelCnn own = settings.maskedPixelcnn();
        yield new MaskedPixelCnn(
            k, rows, columns, own.embedding(), own.channels(), own.layers(), classes);
      }
      case TRANSFORMER -> {
        Settings.Transformer own = settings.transformer();
        yield new TransformerPrior(
            k, rows, columns, own.width(), own.heads(), own.layers(), classes);
      }
    };
  }

  /** The trained prior of a kind over the codes of an arm. */
  static Trained<? extends Prior> readPrior(StageContext context, Arm arm, PriorKind kind)
      throws IOException {
    Class<? extends Prior> type =
        switch (kind) {
          case PIXELCNN -> GatedPixelCnn.class;
          case MASKED_PIXELCNN -> MaskedPixelCnn.class;
          case TRANSFORMER -> TransformerPrior.class;
        };
    return read(context, TrainPrior.directory(arm, kind), type);
  }

  /** How the trained VAE's latents are cut into vectors. */
  static LatentGrid grid(StageContext context, Vae vae) {
    return grid(context.settings().vae(), vae);
  }

  /** How a VAE's latents will be cut into vectors. */
  static LatentGrid grid(Settings.Vae settings, Vae vae) {
    return LatentGrid.of(vae, settings.pieces());
  }

  /** Where a stage's only training writes; its checkpoints are there until it is finished. */
  static Trainer.Place place(StageContext context) {
    return new Trainer.Place(context.files(), context.scratch(), context.events(""));
  }

  /** Writes what a stage has trained, and says how in its manifest. */
  static void finish(StageContext context, Network network, Trainer.Result result, int workers)
      throws IOException {
    FileSystem files = context.files();
    Json.write(files, new Path(context.output(), NETWORK), network);
    NpyFile.write(files, new Path(context.output(), BEST), result.best().values());
    NpyFile.write(files, new Path(context.output(), LAST), result.last().values());
    Json.write(files, new Path(context.output(), HISTORY), result.history());
    context.count("parameters", network.parameterCount());
    context.count("workers", workers);
    context.count("epochs", result.history().size());
    context.count("best_epoch", result.bestEpoch());
  }

  static <N extends Network> Trained<N> read(StageContext context, String directory, Class<N> type)
      throws IOException {
    return read(context.files(), context.input(directory), type);
  }

  static <N extends Network> Trained<N> read(FileSystem files, Path place, Class<N> type)
      throws IOException {
    N network = Json.read(files, new Path(place, NETWORK), type);
    List<Parameter> parameters = parameters(files, place, network);
    int length = parameters.stream().mapToInt(Parameter::length).sum();
    float[] values = NpyFile.read(files, new Path(place, BEST), length);
    return new Trained<>(network, new ParameterSet(parameters, values));
  }

  /** No more than the file beside it can hold values of. */
  private static List<Parameter> parameters(FileSystem files, Path place, Network network)
      throws IOException {
    try {
      return network.parameters(NpyFile.mostValues(files, new Path(place, BEST)));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new UserError(
          "%s describes a network that cannot be, or does not go with %s (%s).",
          new Path(place, NETWORK), BEST, e.getMessage());
    }
  }
}
