/** Benchmarks that anyone can run: {@code geovq bench}. */
package org.geovq.bench;
