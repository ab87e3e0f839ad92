/** The command line. */
package org.geovq.app;
