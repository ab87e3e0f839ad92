/**
 * Figures by which models, codes and priors are compared, one small class each. Knows nothing of
 * Spark.
 */
package org.geovq.eval;
