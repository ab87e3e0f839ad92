package org.geovq.data;

import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/** A folder or an archive of encoded images. */
interface EncodedFiles extends Serializable {
  /** As a user should read it. */
  String path();

  /** The image files, sorted by name; files of other kinds are passed over. */
  List<EncodedFile> list() throws IOException;

  /** The files of the data set that images of the list are read from. */
  List<StoredFile> stored(List<EncodedFile> images);

  /** Begins to read. */
  Reader open();

  /** Reads files, fastest in the order of their offsets. */
  interface Reader extends Closeable {
    /**
     * The unpacked bytes of a file.
     *
     * @throws org.geovq.UserError where it is not what the listing said
     */
    byte[] read(EncodedFile file) throws IOException;
  }
}
