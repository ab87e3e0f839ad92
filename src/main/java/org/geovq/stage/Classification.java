package org.geovq.stage;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.geovq.data.ImageShape;
import org.geovq.data.LabelledImage;
import org.geovq.model.Classifier;
import org.geovq.model.ClassifierMeter;
import org.geovq.model.CodeDecoder;
import org.geovq.model.ImageShard;
import org.geovq.model.TrainedClassifier;
import org.geovq.nn.ParameterSet;
import org.geovq.run.StageContext;
import org.geovq.stage.Codes.CodeGrid;

/** What an executor needs to classify images. */
final class Classification implements Serializable, AutoCloseable {
  private static final long serialVersionUID = 1;
  private final Classifier network;
  private final ImageShape shape;
  private final Broadcast<ParameterSet> parameters;
  private final int batchSize;

  /**
   * @param shape of every image
   */
  Classification(StageContext context, Models.Trained<Classifier> classifier, ImageShape shape) {
    this.network = classifier.network();
    this.shape = shape;
    this.parameters = context.sparkContext().broadcast(classifier.parameters());
    this.batchSize = context.settings().inferenceBatchSize();
  }

  /**
   * An image to classify.
   *
   * @param id of the image, or index of the sample
   * @param pixels unsigned bytes [height, width, channels]
   * @param label -1 where there is none
   */
  record Picture(long id, byte[] pixels, int label) implements Serializable {}

  static JavaRDD<Picture> labelled(JavaRDD<LabelledImage> images) {
    return images.map(image -> new Picture(image.id(), image.pixels(), image.label()));
  }

  static JavaRDD<Picture> unlabelled(JavaRDD<Samples.Sample> samples) {
    return samples.map(sample -> new Picture(sample.index(), sample.pixels(), -1));
  }

  /** The images that codes decode to. */
  static JavaRDD<Picture> decoded(JavaRDD<CodeGrid> grids, Decoding decoding) {
    return grids.mapPartitions(
        part -> {
          CodeDecoder decoder = decoding.decoder(Tables.untilTaskEnds(decoding.codec()));
          return Tables.chunked(
              part, decoding.batchSize(), some -> decoded(some, decoder, decoding.shape()));
        });
  }

  private static List<Picture> decoded(
      List<CodeGrid> grids, CodeDecoder decoder, ImageShape shape) {
    float[] images = decoder.decode(grids.stream().map(CodeGrid::codes).toList());
    List<Picture> pictures = new ArrayList<>(grids.size());
    for (CodeGrid grid : grids) {
      byte[] pixels = ImageShard.toBytes(shape, images, pictures.size() * shape.pixels());
      pictures.add(new Picture(grid.id(), pixels, grid.label()));
    }
    return pictures;
  }

  /** What the classifier finds in all of the pictures; one job. */
  ClassifierMeter measure(JavaRDD<Picture> pictures) {
    return pictures.mapPartitions(this::measure).reduce(ClassifierMeter::merge);
  }

  private Iterator<ClassifierMeter> measure(Iterator<Picture> pictures) {
    TrainedClassifier classifier =
        Tables.untilTaskEnds(new TrainedClassifier(network, parameters.value(), batchSize));
    ClassifierMeter meter = new ClassifierMeter(network.classes());
    while (pictures.hasNext()) {
      List<Picture> batch = Tables.take(pictures, batchSize);
      int[] labels = batch.stream().mapToInt(Picture::label).toArray();
      meter.add(classifier.classify(planar(shape, batch)), labels);
    }
    return List.of(meter).iterator();
  }

  /** Images [n, channels, height, width] in [0, 1]. */
  static float[] planar(ImageShape shape, List<Picture> pictures) {
    float[] planar = new float[pictures.size() * shape.pixels()];
    for (int i = 0; i < pictures.size(); i++) {
      ImageShard.toPlanar(shape, pictures.get(i).pixels(), 0, planar, i * shape.pixels());
    }
    return planar;
  }

  @Override
  public void close() {
    parameters.destroy();
  }
}
