package zerograd.testkit.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;

/// Loads classes again, with a call of [Coverage#hit] at the start of every block: at the start of a method, at every place
/// that is jumped to, and behind every jump.
final class CoverageLoader extends ClassLoader {

  private static final ClassDesc COVERAGE = Coverage.class.describeConstable().orElseThrow();
  private static final MethodTypeDesc HIT = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int);

  static {
    registerAsParallelCapable();
  }

  private final List<String> prefixes;
  private final ClassFile classFile;

  /// @param prefixes of the names of what is loaded here; everything else, and this package, `parent` loads
  CoverageLoader(ClassLoader parent, List<String> prefixes) {
    super("coverage", parent);
    this.prefixes = List.copyOf(prefixes);
    classFile = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(
        ClassHierarchyResolver.ofResourceParsing(parent)
            .orElse(ClassHierarchyResolver.defaultResolver()).cached()));
  }

  @Override protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    boolean here = prefixes.stream().anyMatch(name::startsWith)
        && !name.startsWith(Coverage.class.getPackageName() + ".");
    if (!here) return super.loadClass(name, resolve);
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? define(name) : loaded;
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try (InputStream file = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (file == null) throw new ClassNotFoundException(name);
      byte[] counted = counted(name, file.readAllBytes());
      return defineClass(name, counted, 0, counted.length);
    } catch (IOException failed) {
      throw new ClassNotFoundException(name, failed);
    }
  }

  private byte[] counted(String name, byte[] bytes) {
    int[] block = {name.hashCode()};
    return classFile.transformClass(classFile.parse(bytes),
        ClassTransform.transformingMethodBodies(CodeTransform.ofStateful(() -> new Counted(block))));
  }

  /// @param block the last number given out; those of a class do not depend on what was loaded before it
  private record Counted(int[] block) implements CodeTransform {

    @Override public void atStart(CodeBuilder code) { count(code); }

    @Override public void accept(CodeBuilder code, CodeElement element) {
      code.with(element);
      if (element instanceof LabelTarget || element instanceof BranchInstruction) count(code);
    }

    private void count(CodeBuilder code) {
      int number = ++block[0] * 0x9E3779B9 >>> 16;
      code.loadConstant(number).invokestatic(COVERAGE, "hit", HIT);
    }
  }
}
