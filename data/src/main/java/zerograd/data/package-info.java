/// Rows in and out of files that other data tools read and write.
///
/// Start with [zerograd.data.Rows], which reads a data set of JSON Lines or Parquet as maps;
/// [zerograd.data.ArrowRollouts] writes what a training step sampled as an Arrow IPC file, which pandas,
/// Polars and DuckDB open. This module runs on the class path; Arrow and Parquet appear nowhere else.
package zerograd.data;
