package org.geovq.model;

import static org.geovq.nn.TestParameters.values;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.geovq.nn.NativeTest;
import org.geovq.nn.ParameterSet;
import org.geovq.nn.TestParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The network on ND4J against loops in plain Java that share nothing with it. */
class VaeTest extends NativeTest {

  @Test
  void theReferenceNetworkHasTheReferenceNumberOfParameters() {
    Vae vae = new Vae(1, 28, 28, 128, 0, Vae.Head.FLAT, 256, Vae.Likelihood.BERNOULLI);
    assertEquals(10_700_033, vae.parameterCount());
  }

  @Test
  void sidesThatAreNoMultiplesOfFourAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Vae(1, 28, 30, 8, 0, Vae.Head.FLAT, 2, Vae.Likelihood.BERNOULLI));
  }

  @ParameterizedTest
  @CsvSource({"SPATIAL, 0", "SPATIAL, 2", "FLAT, 1"})
  void encoderAndDecoderAgreeWithPlainLoops(Vae.Head head, int blocks) {
    Vae vae = new Vae(2, 8, 12, 3, blocks, head, 2, Vae.Likelihood.BERNOULLI);
    ParameterSet parameters = TestParameters.scaled(vae, 1, 2);
    float[] images = uniform(2 * vae.pixels());
    float[] latents = uniform(2 * vae.latentSize());
    Plain plain = new Plain(vae, parameters);
    VaeCodec codec = new VaeCodec(vae, parameters, 2);
    float[][] posterior = codec.encode(images);
    float[] decoded = codec.decode(latents);
    for (int i = 0; i < 2; i++) {
      Maps image = new Maps(2, 8, 12, part(images, i, vae.pixels()));
      assertArrayEquals(
          plain.encode(image, "encoder.mu"), part(posterior[0], i, vae.latentSize()), 1e-5f);
      assertArrayEquals(
          plain.encode(image, "encoder.logVariance"),
          part(posterior[1], i, vae.latentSize()),
          1e-5f);
      assertArrayEquals(
          plain.decode(part(latents, i, vae.latentSize())), part(decoded, i, vae.pixels()), 1e-5f);
    }
  }

  private static float[] uniform(int n) {
    SplittableRandom random = new SplittableRandom(n);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextDouble();
    }
    return values;
  }

  private static float[] part(float[] values, int i, int length) {
    return java.util.Arrays.copyOfRange(values, i * length, (i + 1) * length);
  }

  /** Feature maps of one example, [channels, height, width]. */
  private record Maps(int channels, int height, int width, float[] values) {
    Maps(int channels, int height, int width) {
      this(channels, height, width, new float[channels * height * width]);
    }

    int at(int c, int y, int x) {
      return (c * height + y) * width + x;
    }

    boolean holds(int y, int x) {
      return y >= 0 && y < height && x >= 0 && x < width;
    }
  }

  /** The forward passes in loops. */
  private record Plain(Vae vae, ParameterSet parameters) {

    float[] encode(Maps image, String head) {
      int w = vae.width();
      Maps x = relu(conv("encoder.conv1", image, w, 4, 2, 1));
      x = relu(conv("encoder.conv2", x, 2 * w, 4, 2, 1));
      x = blocks("encoder", x);
      return vae.head() == Vae.Head.SPATIAL
          ? conv(head, x, vae.latent(), 1, 1, 0).values()
          : dense(head, x.values(), vae.latent());
    }

    float[] decode(float[] latents) {
      int w = vae.width();
      int rows = vae.imageHeight() / 4;
      int columns = vae.imageWidth() / 4;
      Maps x =
          vae.head() == Vae.Head.SPATIAL
              ? relu(conv("decoder.in", grid(latents), 2 * w, 3, 1, 1))
              : new Maps(
                  2 * w, rows, columns, dense("decoder.in", latents, 2 * w * rows * columns));
      x = relu(up("decoder.up1", blocks("decoder", x), w));
      float[] logits = up("decoder.up2", x, vae.channels()).values();
      float[] image = new float[logits.length];
      for (int i = 0; i < image.length; i++) {
        image[i] = (float) (1 / (1 + Math.exp(-logits[i])));
      }
      return image;
    }

    private Maps grid(float[] latents) {
      return new Maps(vae.latent(), vae.gridHeight(), vae.gridWidth(), latents);
    }

    private Maps blocks(String side, Maps x) {
      int w = vae.width();
      for (int i = 1; i <= vae.blocks(); i++) {
        String name = side + ".block" + i;
        Maps y = conv(name + ".conv1", relu(x), w, 3, 1, 1);
        y = conv(name + ".conv2", relu(y), 2 * w, 1, 1, 0);
        Maps sum = new Maps(x.channels(), x.height(), x.width());
        for (int j = 0; j < sum.values().length; j++) {
          sum.values()[j] = x.values()[j] + y.values()[j];
        }
        x = sum;
      }
      return vae.blocks() == 0 ? x : relu(x);
    }

    /** Weights are [kH, kW, in, out]. */
    private Maps conv(String name, Maps in, int out, int k, int stride, int padding) {
      float[] weight = values(parameters, name + ".weight");
      float[] bias = values(parameters, name + ".bias");
      Maps result =
          new Maps(
              out,
              (in.height() + 2 * padding - k) / stride + 1,
              (in.width() + 2 * padding - k) / stride + 1);
      for (int o = 0; o < out; o++) {
        for (int y = 0; y < result.height(); y++) {
          for (int x = 0; x < result.width(); x++) {
            double sum = bias[o];
            for (int n = 0; n < k * k * in.channels(); n++) {
              int c = n % in.channels();
              int fromY = y * stride + n / in.channels() / k - padding;
              int fromX = x * stride + n / in.channels() % k - padding;
              if (in.holds(fromY, fromX)) {
                sum += (double) weight[n * out + o] * in.values()[in.at(c, fromY, fromX)];
              }
            }
            result.values()[result.at(o, y, x)] = (float) sum;
          }
        }
      }
      return result;
    }

    /** Transposed convolution k4 s2 p1: each value is spread; weights are [kH, kW, out, in]. */
    private Maps up(String name, Maps in, int out) {
      float[] weight = values(parameters, name + ".weight");
      float[] bias = values(parameters, name + ".bias");
      Maps result = new Maps(out, 2 * in.height(), 2 * in.width());
      for (int i = 0; i < result.values().length; i++) {
        result.values()[i] = bias[i / (result.height() * result.width())];
      }
      for (int c = 0; c < in.channels(); c++) {
        for (int y = 0; y < in.height(); y++) {
          for (int x = 0; x < in.width(); x++) {
            for (int n = 0; n < 16 * out; n++) {
              int toY = 2 * y + n / out / 4 - 1;
              int toX = 2 * x + n / out % 4 - 1;
              if (result.holds(toY, toX)) {
                result.values()[result.at(n % out, toY, toX)] +=
                    weight[n * in.channels() + c] * in.values()[in.at(c, y, x)];
              }
            }
          }
        }
      }
      return result;
    }

    /** Weights are [in, out]. */
    private float[] dense(String name, float[] in, int out) {
      float[] weight = values(parameters, name + ".weight");
      float[] result = values(parameters, name + ".bias");
      for (int i = 0; i < in.length; i++) {
        for (int o = 0; o < out; o++) {
          result[o] += weight[i * out + o] * in[i];
        }
      }
      return result;
    }

    private static Maps relu(Maps x) {
      Maps y = new Maps(x.channels(), x.height(), x.width());
      for (int i = 0; i < y.values().length; i++) {
        y.values()[i] = Math.max(0, x.values()[i]);
      }
      return y;
    }
  }
}
