package org.geovq.stage;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.geovq.UserError;
import org.geovq.config.Settings;
import org.geovq.data.ImageShape;
import org.geovq.data.LabelledImage;
import org.geovq.data.Split;
import org.geovq.model.Classifier;
import org.geovq.model.ClassifierMeter;
import org.geovq.model.ClassifierShard;
import org.geovq.nn.ParameterSet;
import org.geovq.nn.Trainer;
import org.geovq.run.Stage;
import org.geovq.run.StageContext;

/** Stage train-classifier: the classifier by which samples are judged. */
public final class TrainClassifier implements Stage {
  static final String DIRECTORY = "classifier";

  @Override
  public String name() {
    return "train-classifier";
  }

  @Override
  public String output() {
    return DIRECTORY;
  }

  @Override
  public List<String> inputs() {
    return List.of(Images.DIRECTORY);
  }

  @Override
  public List<String> settings() {
    return List.of("seed", "fidelity.classifier", "fidelity.training");
  }

  @Override
  public String about() {
    return "trains the classifier by which samples are judged";
  }

  @Override
  public boolean resumable() {
    return true;
  }

  @Override
  public void run(StageContext context) throws IOException {
    Settings.Fidelity settings = context.settings().fidelity();
    long seed = context.settings().seed();
    ImageShape shape = Images.shape(context);
    Classifier network = Models.classifier(settings, shape, classes(context));
    int workers = Shards.workers(context, settings.training());
    JavaRDD<ClassifierShard> training =
        Shards.deal(
            Images.read(context, Split.TRAIN),
            workers,
            LabelledImage::id,
            part -> ClassifierShard.of(shape, part));
    Trainer trainer =
        new Trainer(
            "fidelity.training",
            network,
            settings.training(),
            seed,
            new Trainer.Steered(1, ParameterSet.initial(network, seed)),
            (parameters, pass) -> figures(context, shape, network, parameters),
            Trainer.Steering.NONE,
            Models.place(context));
    Trainer.Result result = trainer.train(context.sparkContext(), training);
    Models.finish(context, network, result, workers);
    training.unpersist();
    context.count("classes", network.classes());
    context.count(
        "validation_accuracy", figures(context, shape, network, result.best()).get("accuracy"));
  }

  /**
   * Sees to it that a classifier can be trained.
   *
   * @throws UserError if images have no labels
   */
  static void requireLabels(Settings settings, boolean labelled) {
    if (!labelled) {
      throw new UserError(
          "fidelity.features has classifier: the images of data.set = %s have no labels, on which it is trained;"
              + " autoencoder needs none.",
          settings.data().set().configName());
    }
  }

  private static int classes(StageContext context) throws IOException {
    requireLabels(
        context.settings(), Images.classes(Images.read(context).map(LabelledImage::label)) > 0);
    return Images.classes(Images.read(context, Split.TRAIN).map(LabelledImage::label));
  }

  private static Map<String, Double> figures(
      StageContext context, ImageShape shape, Classifier network, ParameterSet parameters)
      throws IOException {
    try (Classification classification =
        new Classification(context, new Models.Trained<>(network, parameters), shape)) {
      ClassifierMeter meter =
          classification.measure(Classification.labelled(Images.read(context, Split.VALIDATION)));
      return new TreeMap<>(Map.of("loss", meter.crossEntropy(), "accuracy", meter.accuracy()));
    }
  }
}
