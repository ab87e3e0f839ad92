package org.geovq.model;

import org.geovq.nn.Trainer;
import org.geovq.nn.Trainer.Steered;

/**
 * Lets beta rise from 0 in a straight line, so that the latents are used before their rate is
 * charged (Bowman et al. 2016, arXiv 1511.06349; Sønderby et al. 2016, arXiv 1602.02282). It stays
 * as it is within a round.
 *
 * @param beta where it ends and stays
 * @param share of all steps that the rise takes, above 0, up to 1
 */
public record RisingRate(double beta, double share) implements Trainer.Steering {

  @Override
  public Steered next(Steered state, int iterations, int all) {
    return new Steered(beta * Math.min(1, iterations / (share * all)), state.parameters());
  }

  @Override
  public int settled(int epochs) {
    return (int) Math.ceil(share * epochs);
  }
}
