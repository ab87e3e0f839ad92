/**
 * The codebook and the rules that give a latent vector its code: one rule for every vector, train
 * and test alike.
 */
package org.geovq.code;
