/** Inputs that are broken on purpose, for every reader of files. */
package org.geovq.fuzz;
