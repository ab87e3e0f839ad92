package org.geovq.model;

import org.geovq.nn.Ops;
import org.geovq.nn.ParameterSet;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The plain masked PixelCNN (van den Oord et al. 2016, arXiv 1601.06759) of the reference
 * experiments: 7x7 convolutions whose kernels are masked below and to the right of their centre, of
 * the first layer also at the centre; each followed by ReLU; then two dense layers per position.
 *
 * <p>It has the known blind spot: of the rows above, a position does not see the codes to the right
 * of a diagonal that goes up from it by one row for every three columns, however many layers there
 * are. {@link GatedPixelCnn} has none.
 *
 * <p>Weights start uniform with the variance of Kaiming's normal ones over the part of the kernel
 * that counts, biases at zero, the embedding uniform with standard deviation 0.05. With classes,
 * each class has a learned vector of its own before every ReLU of the convolutions.
 *
 * <p>Embedding 128, channels 256, 10 layers and 512 codes, unconditional, is the reference network
 * with 33,885,568 stored parameters, of which the masks let 17,337,728 through.
 *
 * @param codes K
 * @param embedding numbers per code
 * @param channels of the convolutions; even
 * @param layers after the first
 * @param classes 0: unconditional
 */
public record MaskedPixelCnn(
    int codes, int gridHeight, int gridWidth, int embedding, int channels, int layers, int classes)
    implements Prior {
  private static final int KERNEL = 7;

  /** Places of the kernel before its centre, in raster order. */
  private static final int BEFORE = KERNEL * KERNEL / 2;

  /** Uniform with standard deviation 0.05. */
  private static final double EMBEDDING_BOUND = 0.05 * Math.sqrt(3);

  public MaskedPixelCnn {
    Sizes.requirePrior(codes, gridHeight, gridWidth, layers, classes);
    Sizes.requireWidth("embedding", embedding);
    Sizes.requireWidth("channels", channels);
  }

  /** In the order of the places that the convolutions want; the sum does not depend on it. */
  @Override
  public SDVariable loss(Ops ops, SDVariable input, SDVariable conditions) {
    PriorInput given = new PriorInput(this, ops, input);
    SDVariable chosen = byPlaces(given);
    return given.nats(columnLogits(given, chosen), chosen);
  }

  @Override
  public SDVariable logits(Ops ops, SDVariable input) {
    PriorInput given = new PriorInput(this, ops, input);
    return columnLogits(given, byPlaces(given))
        .reshape(gridWidth, gridHeight, -1, codes)
        .permute(2, 1, 0, 3)
        .reshape(-1, positions(), codes);
  }

  /** Codes [width x height x batch]. */
  private SDVariable byPlaces(PriorInput given) {
    SDVariable grids = given.codes().reshape(-1, gridHeight, gridWidth);
    return given.ops().whole(grids.permute(2, 1, 0));
  }

  /** Codes to logits [width x height x batch, K]. */
  private SDVariable columnLogits(PriorInput given, SDVariable chosen) {
    Ops ops = given.ops();
    SDVariable x = ops.embedding("embedding", chosen, codes, embedding, EMBEDDING_BOUND);
    x = layer(given, "layer0", x, embedding, BEFORE);
    for (int layer = 1; layer <= layers; layer++) {
      x = layer(given, "layer" + layer, x, channels, BEFORE + 1);
    }
    SDVariable hidden = ops.relu(ops.reluDense("hidden", x, channels, channels / 2));
    return ops.reluDense("head", hidden, channels / 2, codes);
  }

  private SDVariable layer(PriorInput given, String name, SDVariable x, int in, int taps) {
    Ops ops = given.ops();
    SDVariable convolved =
        ops.maskedConv(name, x, gridHeight, gridWidth, in, channels, KERNEL, taps);
    return ops.relu(given.plusClassByPlaces(name, convolved, channels));
  }

  /** A full pass for every position: a code touches too much of what lies behind it. */
  @Override
  public PriorSteps steps(ParameterSet parameters, int batchSize) {
    return new FullPassSteps(this, parameters, batchSize);
  }
}
