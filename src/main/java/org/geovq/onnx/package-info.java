/**
 * Networks that a user brings as ONNX files, run by ONNX Runtime on the CPU: features of images and
 * distances between images. Knows nothing of Spark.
 */
package org.geovq.onnx;
