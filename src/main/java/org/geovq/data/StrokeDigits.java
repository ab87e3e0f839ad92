package org.geovq.data;

import java.util.PrimitiveIterator;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.geovq.random.Draw;

/**
 * A made-up stand-in for MNIST that needs no files: 28 x 28 grey handwritten digits, bright on
 * black, their mass about the centre and their ink mostly within the inner 20 x 20 pixels.
 *
 * <p>Each image is a pen stroke drawing of {@link StrokeGlyphs} under a random bend, slant, turn,
 * size, position and pen, and depends on nothing but (seed, id). Any ten ids 10 k .. 10 k + 9 hold
 * each digit once, in random order.
 */
public final class StrokeDigits implements RangedSource {
  private static final long serialVersionUID = 1;
  private static final int SIDE = 28;
  private static final int INNER_SIDE = 20;

  /** Pixels kept free at the rim, beyond what pressure and soft edges add to the pen's radius. */
  private static final int BORDER = 2;

  private static final int DIGITS = 10;

  private final long seed;
  private final ValidationSplit validation;

  /**
   * @param seed of the drawings
   * @param validation which also tells how many images there are
   */
  public StrokeDigits(long seed, ValidationSplit validation) {
    this.seed = seed;
    this.validation = validation;
  }

  @Override
  public ImageShape shape() {
    return new ImageShape(SIDE, SIDE, 1);
  }

  @Override
  public long count(Split split) {
    return validation.sizeOf(split);
  }

  @Override
  public ImageStream images(long from, long to) {
    PrimitiveIterator.OfLong ids = LongStream.range(from, to).iterator();
    return new ImageStream() {
      @Override
      public boolean hasNext() {
        return ids.hasNext();
      }

      @Override
      public LabelledImage next() {
        return image(ids.nextLong());
      }

      @Override
      public void close() {}
    };
  }

  /**
   * The image of one id, whatever the order in which images are asked for.
   *
   * @throws IllegalArgumentException where id is outside 0 .. n-1
   */
  public LabelledImage image(long id) {
    if (id < 0 || id >= count()) {
      throw new IllegalArgumentException("no image has the id " + id);
    }
    int label = Draw.permutation(DIGITS, seed, "stroke-label", id / DIGITS)[(int) (id % DIGITS)];
    byte[] pixels = draw(label, Draw.generator(seed, "stroke-image", id));
    return new LabelledImage(id, validation.splitOf(id), label, pixels);
  }

  private static byte[] draw(int digit, SplittableRandom random) {
    int variant = random.nextInt(StrokeGlyphs.variants(digit));
    StrokePath path = new StrokePath(StrokeGlyphs.strokes(digit, variant), random);
    double radius = between(random, .8, 1.8);
    pose(path, radius, random);
    StrokeCanvas canvas = new StrokeCanvas(SIDE);
    path.draw(canvas, radius, between(random, 0, .25), between(random, 0, 2 * Math.PI));
    return canvas.pixels(between(random, .88, 1), between(random, 1, 1.9));
  }

  /**
   * Stretches, slants and turns, then fits into a square of that size and centres, as MNIST does.
   */
  private static void pose(StrokePath path, double radius, SplittableRandom random) {
    double stretch = between(random, .8, 1.3);
    double slant = between(random, -.4, .15);
    double angle = Math.toRadians(between(random, -15, 15));
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    path.transform(cos * stretch, cos * slant - sin, sin * stretch, sin * slant + cos);
    double scale = between(random, .85, 1) * (INNER_SIDE - 2 * radius) / path.extent();
    path.transform(scale, 0, 0, scale);
    double middle = (SIDE - 1) / 2.;
    double low = radius + BORDER;
    double x = middle + between(random, -.8, .8);
    double y = middle + between(random, -.8, .8);
    path.centre(x, y, low, SIDE - 1 - low);
  }

  private static double between(SplittableRandom random, double low, double high) {
    return low + (high - low) * random.nextDouble();
  }
}
