/**
 * The stages: each reads directories of a run, moves the data to the mathematics and back, and
 * writes one directory.
 */
package org.geovq.stage;
