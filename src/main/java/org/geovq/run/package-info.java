/** The run directory: stages, manifests, fingerprints, and what is done, skipped or redone. */
package org.geovq.run;
