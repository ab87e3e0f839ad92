/**
 * Finished runs set against each other and against published figures: the reproduction table, and
 * what a setting is worth.
 */
package org.geovq.results;
