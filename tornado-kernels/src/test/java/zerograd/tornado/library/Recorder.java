package zerograd.tornado.library;

import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.runtime.common.TornadoXPUDevice;
import uk.ac.manchester.tornado.runtime.library.spi.LibraryContext;
import uk.ac.manchester.tornado.runtime.library.spi.LibraryInvocation;
import uk.ac.manchester.tornado.runtime.library.spi.TornadoLibraryProvider;
import zerograd.tornado.Gemm;
import zerograd.tornado.LibraryTaskTest;

/// Stands where cuBLAS does on devices without CUDA, and keeps what TornadoVM asks for.
public final class Recorder implements TornadoLibraryProvider {

  private record None() implements LibraryContext {}

  @Override public String libraryName() { return Gemm.LIBRARY; }

  @Override public boolean canHandle(TornadoXPUDevice device) {
    return !new CuBlasProvider().canHandle(device);
  }

  @Override public LibraryContext createContext(TornadoXPUDevice device, long plan) { return new None(); }

  @Override public void dispatch(String function, LibraryInvocation call) {
    LibraryTaskTest.asked(function, Gemm.read((IntArray) call.getArg(2)), call.getDevicePointer(0));
  }

  @Override public void destroyContext(LibraryContext context) { LibraryTaskTest.ended(); }
}
