package zerograd.data;

import static org.apache.parquet.hadoop.metadata.CompressionCodecName.SNAPPY;

import io.airlift.compress.Decompressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.snappy.SnappyCompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/// The codecs of Parquet pages, in pure Java; the library's own are native, or Hadoop's.
final class ParquetCodecs implements CompressionCodecFactory {

  /// Bytes; writers make pages of one million.
  private static final int LARGEST_PAGE = 1 << 28;

  @Override public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
    return switch (codec) {
      case UNCOMPRESSED -> (Pages) (bytes, _) -> bytes;
      case SNAPPY -> pages(new SnappyDecompressor());
      case ZSTD -> pages(new ZstdDecompressor());
      case LZ4_RAW -> pages(new Lz4Decompressor());
      case GZIP -> (Pages) ParquetCodecs::gunzip;
      default -> throw new IllegalArgumentException(
          "its pages are compressed with " + codec + "; readable are SNAPPY, GZIP, ZSTD, LZ4_RAW and none");
    };
  }

  @Override public BytesInputCompressor getCompressor(CompressionCodecName codec) {
    if (codec == SNAPPY) return new SnappyPages();
    throw new IllegalArgumentException("Parquet files are written with SNAPPY, not with " + codec);
  }

  @Override public void release() {}

  private static Pages pages(Decompressor decompressor) {
    return (bytes, length) -> {
      byte[] page = page(length);
      int written = decompressor.decompress(bytes, 0, bytes.length, page, 0, length);
      if (written != length) throw new IOException("a page has " + written + " bytes instead of " + length);
      return page;
    };
  }

  private static byte[] page(int length) throws IOException {
    if (length < 0 || length > LARGEST_PAGE)
      throw new IOException("a page of %,d bytes is not read".formatted(length));
    return new byte[length];
  }

  private static byte[] gunzip(byte[] bytes, int length) throws IOException {
    try (InputStream stream = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      byte[] page = stream.readNBytes(page(length).length);
      if (page.length != length)
        throw new IOException("a page has " + page.length + " bytes instead of " + length);
      return page;
    }
  }

  /// The compressor of pages: Snappy, as other writers of Parquet choose by default.
  private static final class SnappyPages implements BytesInputCompressor {

    @Override public BytesInput compress(BytesInput bytes) throws IOException {
      byte[] page = bytes.toInputStream().readAllBytes();
      SnappyCompressor snappy = new SnappyCompressor();
      byte[] compressed = new byte[snappy.maxCompressedLength(page.length)];
      int length = snappy.compress(page, 0, page.length, compressed, 0, compressed.length);
      return BytesInput.from(compressed, 0, length);
    }

    @Override public CompressionCodecName getCodecName() { return SNAPPY; }

    @Override public void release() {}
  }

  /// A decompressor of whole pages, given the length of the result.
  private interface Pages extends BytesInputDecompressor {

    byte[] decompress(byte[] bytes, int length) throws IOException;

    @Override default BytesInput decompress(BytesInput bytes, int length) throws IOException {
      return BytesInput.from(decompress(bytes.toInputStream().readAllBytes(), length));
    }

    @Override default void decompress(ByteBuffer input, int compressedLength, ByteBuffer output, int length)
        throws IOException {
      byte[] bytes = new byte[compressedLength];
      input.get(bytes);
      output.put(decompress(bytes, length));
    }

    @Override default void release() {}
  }
}
