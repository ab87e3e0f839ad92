package org.geovq.model;

import org.geovq.nn.Network;
import org.geovq.nn.Ops;
import org.geovq.nn.ParameterSet;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * An autoregressive prior over grids of codes, position after position in raster order,
 * unconditional or class-conditional.
 *
 * <p>An input is the codes of a grid as numbers [positions], followed by the label (0 .. classes-1)
 * if there are classes. The codes are their own targets. The row of conditions is not used.
 */
public interface Prior extends Network {

  /** K: codes are 0 .. K-1. */
  int codes();

  /** Rows of the grid. */
  int gridHeight();

  /** Columns of the grid. */
  int gridWidth();

  /** Number of labels; 0: unconditional. */
  int classes();

  /**
   * Logits of every position given the ones before it.
   *
   * @param input [batch, inputShape]
   * @return [batch, positions, K]
   */
  SDVariable logits(Ops ops, SDVariable input);

  /** The trained network one position at a time, for one thread. */
  PriorSteps steps(ParameterSet parameters, int batchSize);

  /** Codes per image. */
  default int positions() {
    return gridHeight() * gridWidth();
  }

  @Override
  default long[] inputShape() {
    return new long[] {positions() + (classes() > 0 ? 1 : 0)};
  }

  @Override
  default int conditions() {
    return 1;
  }

  /** Negative log-likelihood in nats, summed over the positions. */
  @Override
  default SDVariable loss(Ops ops, SDVariable input, SDVariable conditions) {
    PriorInput given = new PriorInput(this, ops, input);
    SDVariable logits = logits(ops, input).reshape(-1, codes());
    return given.nats(logits, ops.whole(given.codes()));
  }
}
