package org.geovq.nn;

import java.io.Serializable;

/**
 * All that training steps change. Plain arrays: ND4J's own go through Java's serialization number
 * by number.
 *
 * @param parameters of the network, one after the other
 * @param updater the optimiser's state, such as both moments of Adam
 * @param iterations steps so far
 */
record ModelState(float[] parameters, float[] updater, int iterations) implements Serializable {

  ModelState with(float[] others) {
    return new ModelState(others, updater, iterations);
  }
}
