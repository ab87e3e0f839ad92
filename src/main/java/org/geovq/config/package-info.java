/** Settings: typed, read once from Typesafe Config and checked once. */
package org.geovq.config;
