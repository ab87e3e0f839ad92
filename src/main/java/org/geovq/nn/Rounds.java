package org.geovq.nn;

import java.io.Serializable;

/** Makes rounds of training steps somewhere. */
interface Rounds extends AutoCloseable {

  /** How many workers make the same steps on their own examples. */
  int workers();

  /** Numbers in the optimiser's state. */
  int updaterLength();

  /**
   * Each worker makes the same number of steps from the same state.
   *
   * @param steps what is to be done
   * @param start left as it is
   */
  Round run(Steps steps, ModelState start);

  @Override
  void close();

  /**
   * Some steps of an epoch.
   *
   * @param training its name, for Spark's job descriptions
   * @param from steps of the epoch before these
   * @param to the last of these, counted from 1
   * @param epochSteps how many an epoch has
   * @param watched whether to look for what goes wrong, see {@link WorkerRound}
   */
  record Steps(String training, Pass pass, int from, int to, int epochSteps, boolean watched)
      implements Serializable {

    Steps watchedOnes() {
      return new Steps(training, pass, from, to, epochSteps, true);
    }
  }
}
