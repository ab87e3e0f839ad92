package org.geovq.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.geovq.data.ImageShape;
import org.geovq.random.Draw;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageMetricsTest {
  /**
   * Goldens by scikit-image 0.19.3 and numpy, on the images below as float32 of value / 255,
   * widened to float64: structural_similarity(a.transpose(1, 2, 0), b.transpose(1, 2, 0),
   * data_range=1, channel_axis=2), ((a - b) ** 2).mean(), abs(a - b).mean().
   */
  @ParameterizedTest
  @CsvSource({
    "28, 28, 1, false, 0.3964724477599696, 0.09764109627358024, 0.19915966492215154",
    "28, 28, 1, true,  0.9522832093457015, 0.015625720987660657, 0.11823229344944204",
    "32, 32, 3, false, 0.3561373471039273, 0.10797065293581266, 0.21141237810767657",
    "32, 32, 3, true,  0.9532225623488607, 0.015453852056131414, 0.11730239037342471",
    "7, 9, 1,   false, 0.3645476060991472, 0.09428534870121327, 0.1861811402061629",
    "7, 9, 1,   true,  0.9657491328705121, 0.012212885046720478, 0.10426392762493046"
  })
  void agreesWithScikitImage(
      int height, int width, int channels, boolean dimmed, double ssim, double mse, double l1) {
    ImageShape shape = new ImageShape(height, width, channels);
    float[] a = new float[shape.pixels()];
    float[] b = new float[shape.pixels()];
    for (int p = 0; p < a.length; p++) {
      int j = p % width;
      int i = p / width % height;
      int k = p / width / height;
      int value = (i * 37 + j * 91 + k * 53 + i * j * 7) % 256;
      int wave = (i * 5 + j * 3 + k * 11) % 64;
      a[p] = value / 255f;
      b[p] = (dimmed ? Math.max(0, value - 20 - i * j % 30) : (value + wave) % 256) / 255f;
    }
    assertEquals(ssim, ImageMetrics.ssim(a, b, shape), 1e-12);
    assertEquals(mse, ImageMetrics.mse(a, b), 1e-15);
    assertEquals(l1, ImageMetrics.l1(a, b), 1e-15);
  }

  @ParameterizedTest
  @CsvSource({"7, 7, 1", "28, 28, 1", "8, 40, 3", "64, 9, 1"})
  void ssimIsWhatADoubleLoopOverTheWindowsGives(int height, int width, int channels) {
    ImageShape shape = new ImageShape(height, width, channels);
    for (int i = 0; i < 5; i++) {
      float[] a = random(shape.pixels(), 2 * i);
      float[] b = mix(a, random(shape.pixels(), 2 * i + 1), i / 5f);
      assertEquals(naiveSsim(a, b, shape), ImageMetrics.ssim(a, b, shape), 1e-12);
    }
  }

  @Test
  void ssimIsOneForTheSameImageAndDoesNotDependOnTheOrder() {
    ImageShape shape = new ImageShape(28, 28, 1);
    float[] a = random(784, 1);
    float[] b = random(784, 2);
    assertEquals(1, ImageMetrics.ssim(a, a, shape), 1e-12);
    assertEquals(ImageMetrics.ssim(a, b, shape), ImageMetrics.ssim(b, a, shape), 1e-12);
  }

  /** All variances are 0, so C1 / (1 + C1) remains. */
  @Test
  void ssimOfWhiteAndBlackIsSafe() {
    float[] white = new float[784];
    Arrays.fill(white, 1);
    double ssim = ImageMetrics.ssim(white, new float[784], new ImageShape(28, 28, 1));
    assertEquals(1e-4 / 1.0001, ssim, 1e-12);
  }

  /** Sums that slide over thousands of rows must not drift. */
  @Test
  void ssimKeepsItsDigitsOnATallImage() {
    ImageShape shape = new ImageShape(4096, 7, 1);
    float[] a = random(shape.pixels(), 1);
    float[] b = mix(a, random(shape.pixels(), 2), .1f);
    assertEquals(naiveSsim(a, b, shape), ImageMetrics.ssim(a, b, shape), 1e-11);
  }

  /** Differences .5 and -.25 and two zeros: squares .25 + .0625, absolutes .75, over 4. */
  @Test
  void mseAndL1AreMeansOverAllNumbers() {
    float[] a = {1, .25f, 0, 1};
    float[] b = {.5f, .5f, 0, 1};
    assertEquals(.078125, ImageMetrics.mse(a, b));
    assertEquals(.1875, ImageMetrics.l1(a, b));
  }

  @Test
  void psnrIsTenPerPowerOfTenAndCapped() {
    assertEquals(0, ImageMetrics.psnrDb(1), 1e-12);
    assertEquals(20, ImageMetrics.psnrDb(.01), 1e-12);
    assertEquals(100, ImageMetrics.psnrDb(1e-12));
    assertEquals(100, ImageMetrics.psnrDb(0));
  }

  @Test
  void imagesOfDifferentOrWrongLengthAreRefused() {
    float[] four = new float[4];
    float[] five = new float[5];
    assertThrows(IllegalArgumentException.class, () -> ImageMetrics.mse(four, five));
    assertThrows(IllegalArgumentException.class, () -> ImageMetrics.l1(four, five));
    assertThrows(
        IllegalArgumentException.class, () -> ImageMetrics.mse(new float[0], new float[0]));
    assertThrows(
        IllegalArgumentException.class,
        () -> ImageMetrics.ssim(four, four, new ImageShape(28, 28, 1)));
    assertThrows(
        IllegalArgumentException.class,
        () -> ImageMetrics.ssim(new float[60], new float[60], new ImageShape(6, 10, 1)));
  }

  private static double naiveSsim(float[] a, float[] b, ImageShape shape) {
    int rows = shape.height() - 6;
    int columns = shape.width() - 6;
    double sum = 0;
    for (int k = 0; k < shape.channels(); k++) {
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          sum += naiveWindow(a, b, (k * shape.height() + i) * shape.width() + j, shape.width());
        }
      }
    }
    return sum / rows / columns / shape.channels();
  }

  private static double naiveWindow(float[] a, float[] b, int corner, int width) {
    double meanA = 0;
    double meanB = 0;
    for (int p = 0; p < 49; p++) {
      meanA += a[corner + p / 7 * width + p % 7] / 49.;
      meanB += b[corner + p / 7 * width + p % 7] / 49.;
    }
    double aa = 0;
    double bb = 0;
    double ab = 0;
    for (int p = 0; p < 49; p++) {
      double da = a[corner + p / 7 * width + p % 7] - meanA;
      double db = b[corner + p / 7 * width + p % 7] - meanB;
      aa += da * da / 48;
      bb += db * db / 48;
      ab += da * db / 48;
    }
    return (2 * meanA * meanB + 1e-4)
        * (2 * ab + 9e-4)
        / ((meanA * meanA + meanB * meanB + 1e-4) * (aa + bb + 9e-4));
  }

  private static float[] random(int length, long id) {
    SplittableRandom random = Draw.generator(3, "image", id);
    float[] image = new float[length];
    for (int i = 0; i < length; i++) {
      image[i] = (float) random.nextDouble();
    }
    return image;
  }

  private static float[] mix(float[] a, float[] b, float share) {
    float[] mixed = new float[a.length];
    for (int i = 0; i < a.length; i++) {
      mixed[i] = (1 - share) * a[i] + share * b[i];
    }
    return mixed;
  }
}
