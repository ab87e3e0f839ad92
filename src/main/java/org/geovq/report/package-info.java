/**
 * The report of a run: figures as PNG images and one self-contained HTML page. Nothing here knows
 * of Spark, of stages or of where the page is stored.
 */
package org.geovq.report;
