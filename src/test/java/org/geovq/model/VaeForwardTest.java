package org.geovq.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.geovq.nn.Kernels;
import org.geovq.nn.ParameterSet;
import org.geovq.random.Draw;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Encoder and decoder against loops written here from the definitions of the layers. */
class VaeForwardTest {
  private static final int N = 3;

  @BeforeAll
  static void chooseKernels() {
    Kernels.choose();
  }

  /** Sides differ, and the numbers of channels too, so that no two axes can be exchanged. */
  @Test
  void aSpatialNetworkComputesWhatItsLayersMean() {
    assertForward(new Vae(3, 8, 12, 4, 1, Vae.Head.SPATIAL, 3, Likelihood.BERNOULLI));
  }

  @Test
  void referenceBlocksComputeWhatTheirLayersMean() {
    assertForward(
        new Vae(3, 8, 12, 4, 2, Residual.REFERENCE, Vae.Head.FLAT, 5, Likelihood.GAUSSIAN));
  }

  @Test
  void aFlatNetworkComputesWhatItsLayersMean() {
    assertForward(new Vae(1, 12, 8, 4, 0, Vae.Head.FLAT, 5, Likelihood.GAUSSIAN));
  }

  @Test
  void shapesFollowFromTheHead() {
    Vae spatial = new Vae(3, 8, 12, 4, 1, Vae.Head.SPATIAL, 3, Likelihood.BERNOULLI);
    assertArrayEquals(new long[] {3, 2, 3}, spatial.latentShape());
    assertEquals(18, spatial.latentSize());
    assertEquals(288, spatial.pixels());
    Vae flat = new Vae(1, 8, 12, 4, 0, Vae.Head.FLAT, 5, Likelihood.GAUSSIAN);
    assertArrayEquals(new long[] {5, 1, 1}, flat.latentShape());
    assertEquals(6, flat.conditions());
  }

  @Test
  void sidesThatAreNoMultiplesOfFourAreAnError() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Vae(1, 8, 10, 4, 0, Vae.Head.FLAT, 5, Likelihood.GAUSSIAN));
  }

  private static void assertForward(Vae vae) {
    ParameterSet parameters = ParameterSet.initial(vae, 7);
    Plain plain = new Plain(vae, parameters);
    SplittableRandom random = Draw.generator(1, "forward", 0);
    float[] images = new float[N * vae.pixels()];
    float[] latents = new float[N * vae.latentSize()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextDouble();
    }
    for (int i = 0; i < latents.length; i++) {
      latents[i] = (float) (2 * random.nextGaussian());
    }
    try (ImageCodec codec = new ImageCodec(vae, parameters, 2)) {
      float[][] posterior = codec.encode(images);
      float[] decoded = codec.decode(latents);
      for (int i = 0; i < N; i++) {
        double[] trunk = plain.encoderTrunk(part(images, i, N));
        assertClose(plain.head("encoder.mu", trunk), part(posterior[0], i, N));
        assertClose(plain.head("encoder.logVariance", trunk), part(posterior[1], i, N));
        assertClose(plain.decode(part(latents, i, N)), part(decoded, i, N));
      }
    }
  }

  private static double[] part(float[] values, int i, int n) {
    int length = values.length / n;
    double[] part = new double[length];
    for (int j = 0; j < length; j++) {
      part[j] = values[i * length + j];
    }
    return part;
  }

  private static void assertClose(double[] expected, double[] actual) {
    assertArrayEquals(expected, actual, 1e-4);
  }

  /** The network on one image; maps are [channels, height, width]. */
  private record Plain(Vae vae, ParameterSet parameters) {

    double[] encoderTrunk(double[] image) {
      int h = vae.imageHeight();
      int w = vae.imageWidth();
      double[] x = relu(conv("encoder.conv1", image, h, w, 4, 2, 1));
      x = relu(conv("encoder.conv2", x, h / 2, w / 2, 4, 2, 1));
      return blocks("encoder", x);
    }

    double[] head(String name, double[] x) {
      return vae.head() == Vae.Head.SPATIAL
          ? conv(name, x, vae.gridHeight(), vae.gridWidth(), 1, 1, 0)
          : dense(name, x);
    }

    double[] decode(double[] latent) {
      int h = vae.imageHeight() / 4;
      int w = vae.imageWidth() / 4;
      double[] x =
          vae.head() == Vae.Head.SPATIAL
              ? relu(conv("decoder.in", latent, h, w, 3, 1, 1))
              : dense("decoder.in", latent);
      x = blocks("decoder", x);
      x = relu(upConv("decoder.up1", x, h, w));
      x = upConv("decoder.up2", x, 2 * h, 2 * w);
      return Arrays.stream(x).map(v -> 1 / (1 + Math.exp(-v))).toArray();
    }

    private double[] blocks(String side, double[] x) {
      int h = vae.imageHeight() / 4;
      int w = vae.imageWidth() / 4;
      boolean reference = vae.residual() == Residual.REFERENCE;
      double[] sum = reference ? relu(conv(side + ".conv3", x, h, w, 3, 1, 1)) : x.clone();
      for (int b = 1; b <= vae.blocks(); b++) {
        String name = side + ".block" + b;
        double[] y = conv(name + ".conv1", reference ? sum : relu(sum), h, w, 3, 1, 1);
        y = conv(name + ".conv2", relu(y), h, w, 1, 1, 0);
        for (int i = 0; i < sum.length; i++) {
          sum[i] += y[i];
        }
      }
      if (reference) {
        return side.equals("decoder") ? relu(sum) : sum;
      }
      return vae.blocks() == 0 ? sum : relu(sum);
    }

    /** Weights [k, k, in, out]; y(i, j) sums x(stride i + a - padding, ...) w(a, b). */
    private double[] conv(String name, double[] x, int h, int w, int k, int stride, int padding) {
      float[] weight = values(name + ".weight");
      float[] bias = values(name + ".bias");
      int in = x.length / (h * w);
      int out = bias.length;
      int rows = (h + 2 * padding - k) / stride + 1;
      int columns = (w + 2 * padding - k) / stride + 1;
      double[] y = new double[out * rows * columns];
      for (int at = 0; at < y.length; at++) {
        int o = at / (rows * columns);
        int top = at / columns % rows * stride - padding;
        int left = at % columns * stride - padding;
        y[at] = bias[o];
        for (int tap = 0; tap < k * k * in; tap++) {
          int row = top + tap / in / k;
          int column = left + tap / in % k;
          if (row >= 0 && row < h && column >= 0 && column < w) {
            y[at] += x[(tap % in * h + row) * w + column] * weight[tap * out + o];
          }
        }
      }
      return y;
    }

    /**
     * Transposed convolution k4 s2 p1, weights [4, 4, out, in]: x(i, j) is spread over y(2 i + a -
     * 1, 2 j + b - 1) with w(a, b).
     */
    private double[] upConv(String name, double[] x, int h, int w) {
      float[] weight = values(name + ".weight");
      float[] bias = values(name + ".bias");
      int in = x.length / (h * w);
      int out = bias.length;
      double[] y = new double[out * 4 * h * w];
      for (int i = 0; i < y.length; i++) {
        y[i] = bias[i / (4 * h * w)];
      }
      for (int at = 0; at < x.length; at++) {
        int c = at / (h * w);
        for (int tap = 0; tap < 16 * out; tap++) {
          int row = 2 * (at / w % h) + tap / out / 4 - 1;
          int column = 2 * (at % w) + tap / out % 4 - 1;
          if (row >= 0 && row < 2 * h && column >= 0 && column < 2 * w) {
            y[(tap % out * 2 * h + row) * 2 * w + column] += x[at] * weight[tap * in + c];
          }
        }
      }
      return y;
    }

    /** Weights [in, out]. */
    private double[] dense(String name, double[] x) {
      float[] weight = values(name + ".weight");
      float[] bias = values(name + ".bias");
      double[] y = new double[bias.length];
      for (int o = 0; o < y.length; o++) {
        y[o] = bias[o];
        for (int i = 0; i < x.length; i++) {
          y[o] += x[i] * weight[i * y.length + o];
        }
      }
      return y;
    }

    private static double[] relu(double[] x) {
      return Arrays.stream(x).map(v -> Math.max(0, v)).toArray();
    }

    private float[] values(String name) {
      int at = 0;
      for (var p : parameters.parameters()) {
        if (p.name().equals(name)) {
          return Arrays.copyOfRange(parameters.values(), at, at + p.length());
        }
        at += p.length();
      }
      throw new AssertionError("no parameter " + name);
    }
  }
}
