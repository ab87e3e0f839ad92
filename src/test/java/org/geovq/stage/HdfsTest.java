package org.geovq.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.geovq.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A NameNode and two DataNodes, each with its own ports and folders, in this process. */
class HdfsTest {
  @TempDir private Path folder;

  @Test
  void allStagesOnHdfsGiveTheSameCodesAndFiguresAsOnDiskAndASecondStartFindsThemDone()
      throws Exception {
    SharedSpark.makeTemporaryDirectory();
    Configuration hadoop = new HdfsConfiguration();
    hadoop.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.toString());
    try (MiniDFSCluster cluster = new MiniDFSCluster.Builder(hadoop).numDataNodes(2).build()) {
      cluster.waitActive();
      String uri = "hdfs://localhost:" + cluster.getNameNodePort();
      assertEquals("hdfs", cluster.getFileSystem().getScheme());
      StorageRun.assertSameAsOnDisk(uri + "/runs/tiny");
    }
  }
}
