/** What this machine and its settings lack for a run, found before one is started. */
package org.geovq.doctor;
