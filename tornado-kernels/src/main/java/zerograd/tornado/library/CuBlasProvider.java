package zerograd.tornado.library;

import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.runtime.common.TornadoXPUDevice;
import uk.ac.manchester.tornado.runtime.library.spi.LibraryContext;
import uk.ac.manchester.tornado.runtime.library.spi.LibraryInvocation;
import uk.ac.manchester.tornado.runtime.library.spi.TornadoLibraryProvider;
import uk.ac.manchester.tornado.runtime.library.spi.TornadoNativeStreamSupport;
import zerograd.tornado.CuBlas;
import zerograd.tornado.Gemm;

/// Computes the library tasks of the fast modes by cuBLAS, on the stream of the plan's own kernels; TornadoVM finds it.
///
/// TornadoVM has a binding of its own, whose tasks keep their sizes and begin at the start of an array. Here a task reads both when
/// it runs, so that one serves all products of one memory.
public final class CuBlasProvider implements TornadoLibraryProvider {

  private record Handle(CuBlas cuBlas) implements LibraryContext {}

  @Override public String libraryName() { return Gemm.LIBRARY; }

  @Override public boolean canHandle(TornadoXPUDevice device) {
    return device instanceof TornadoNativeStreamSupport;
  }

  @Override public LibraryContext createContext(TornadoXPUDevice device, long plan) {
    long stream = ((TornadoNativeStreamSupport) device).getNativeStream(plan);
    return new Handle(new CuBlas(CuBlas.library(), stream));
  }

  @Override public void dispatch(String function, LibraryInvocation call) {
    Gemm.read((IntArray) call.getArg(2)).run(((Handle) call.getContext()).cuBlas, call.getDevicePointer(0),
        call.getDevicePointer(1));
  }

  @Override public void destroyContext(LibraryContext context) { ((Handle) context).cuBlas.close(); }
}
