package zerograd.tests.architecture;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.lang.classfile.AccessFlags;
import java.lang.classfile.FieldModel;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.reflect.AccessFlag;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import zerograd.tests.architecture.CompiledClasses.Compiled;

/// The dependency rules of the project, read off the compiled classes.
class ModuleRulesTest {

  private static final List<Compiled> ENGINE = CompiledClasses.of(CompiledClasses.ENGINE);

  /// Fails if a class that `who` selects refers to a class that `what` forbids.
  private static void forbid(Predicate<Compiled> who, BiPredicate<Compiled, String> what, String because) {
    List<String> broken = new ArrayList<>();
    int examined = 0;
    for (Compiled type : ENGINE) {
      if (!who.test(type)) continue;
      examined++;
      for (String reference : type.references()) {
        if (what.test(type, reference)) broken.add(type.name() + " refers to " + reference);
      }
    }
    assertTrue(examined > 0, "the rule examined no class; is its package gone?");
    if (!broken.isEmpty()) fail(String.join("\n", broken) + "\nforbidden because " + because);
  }

  private static boolean in(String name, String packageName) { return name.startsWith(packageName + "."); }

  @Test void foreignMemoryIsTouchedInCoreAndInLanesAlone() {
    Set<String> handedOn = Set.of("java.lang.foreign.MemorySegment", "java.lang.foreign.ValueLayout",
        "java.lang.foreign.ValueLayout$OfFloat");
    forbid(
        type -> !type.module().equals("core")
            && !type.topLevel().equals("zerograd.tensor.kernels.vector.Lanes"),
        (_, reference) -> in(reference, "java.lang.foreign") && !handedOn.contains(reference),
        "lifetime bugs then have one address");
  }

  @Test void theVectorApiAppearsInVectorKernelsAlone() {
    forbid(type -> !type.packageName().equals("zerograd.tensor.kernels.vector"),
        (_, reference) -> in(reference, "jdk.incubator.vector"),
        "the incubating API will change in one folder");
  }

  @Test void kernelsKnowMemoryThreadsRandomNumbersAndNothingElse() {
    Set<String> allowed = Set.of("zerograd.core.Bytes", "zerograd.core.Floats", "zerograd.core.Ints",
        "zerograd.core.Philox", "zerograd.core.Workers");
    forbid(type -> type.packageName().startsWith("zerograd.tensor.kernels"),
        (_, reference) -> in(reference, "zerograd") && !reference.startsWith("zerograd.tensor.kernels.")
            && allowed.stream().noneMatch(name -> reference.equals(name) || reference.startsWith(name + "$"))
            && !reference.equals("zerograd.core.NativeMemory"),
        "a kernel is arithmetic; shapes were checked above it");
  }

  @Test void modulesDependDownTheLineOnly() {
    List<String> line = CompiledClasses.ENGINE;
    forbid(_ -> true, (type, reference) -> {
      if (!in(reference, "zerograd")) return false;
      String owner = reference.split("\\.")[1];
      return !line.contains(owner) || line.indexOf(owner) > line.indexOf(type.module());
    }, "dependencies are a line: core, tensor, autograd, models, rl");
  }

  @Test void operationsKnowNoModels() {
    forbid(type -> type.module().equals("autograd"), (_, reference) -> in(reference, "zerograd.models"),
        "autograd knows no models");
  }

  @Test void reinforcementLearningReadsLikeFormulas() {
    forbid(type -> type.module().equals("rl"),
        (_, reference) -> in(reference, "zerograd.tensor.kernels")
            && !reference.equals("zerograd.tensor.kernels.FrozenFormat")
            || reference.equals("zerograd.core.Floats"),
        "an algorithm names no kernel and no memory, though it may say how a sampler rounds its weights");
  }

  @Test void fileFormatsKnowNoModel() {
    forbid(type -> type.packageName().equals("zerograd.models.checkpoint"),
        (_, reference) -> in(reference, "zerograd.models.transformer")
            || in(reference, "zerograd.models.layers"),
        "formats are useful, and testable, alone");
  }

  @Test void tokenizersKnowNoTensor() {
    forbid(type -> type.packageName().equals("zerograd.models.text"),
        (_, reference) -> in(reference, "zerograd.tensor") || in(reference, "zerograd.autograd"),
        "text is useful, and testable, alone");
  }

  @Test void noStaticStateChanges() {
    List<String> changing = new ArrayList<>();
    for (Compiled type : ENGINE) {
      for (FieldModel field : type.model().fields()) {
        AccessFlags flags = field.flags();
        boolean generated = flags.has(AccessFlag.SYNTHETIC);
        if (flags.has(AccessFlag.STATIC) && !flags.has(AccessFlag.FINAL) && !generated) {
          changing.add(type.name() + "." + field.fieldName().stringValue());
        }
      }
    }
    assertTrue(changing.isEmpty(), "static fields that change: " + changing);
  }

  @Test void theLibraryPrintsNothing() {
    for (Compiled type : ENGINE) {
      for (var entry : type.model().constantPool()) {
        if (entry instanceof java.lang.classfile.constantpool.FieldRefEntry field
            && field.owner().asInternalName().equals("java/lang/System")) {
          fail(type.name() + " uses System." + field.name().stringValue()
              + "; only the command and the lessons print");
        }
      }
    }
  }

  @Test void noPublicNameIsTakenFromJavaBase() {
    Map<String, String> ours = new HashMap<>();
    for (Compiled type : ENGINE) {
      if (type.model().flags().has(AccessFlag.PUBLIC) && !type.name().contains("$")) {
        ours.put(type.name().substring(type.name().lastIndexOf('.') + 1), type.name());
      }
    }
    Set<String> exported = ModuleLayer.boot().findModule("java.base").orElseThrow().getDescriptor().exports()
        .stream()
        .filter(export -> !export.isQualified()).map(ModuleDescriptor.Exports::source)
        .collect(Collectors.toSet());
    Set<String> taken = new TreeSet<>();
    try (var reader = ModuleFinder.ofSystem().find("java.base").orElseThrow().open();
        var names = reader.list()) {
      names.filter(name -> name.endsWith(".class") && name.contains("/")).forEach(name -> {
        String packageName = name.substring(0, name.lastIndexOf('/')).replace('/', '.');
        String simple = name.substring(name.lastIndexOf('/') + 1, name.length() - ".class".length());
        if (exported.contains(packageName) && ours.containsKey(simple)
            && isPublic(packageName + "." + simple)) {
          taken.add(ours.get(simple) + " has the simple name of " + packageName + "." + simple);
        }
      });
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    assertFalse(ours.isEmpty());
    assertTrue(taken.isEmpty(), "lessons import all of java.base, so these would be ambiguous: " + taken);
  }

  private static boolean isPublic(String name) {
    try {
      return java.lang.reflect.Modifier.isPublic(Class.forName(name, false, null).getModifiers());
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  @Test void everyEngineModuleHasADescriptor() {
    for (String module : CompiledClasses.ENGINE) {
      Path descriptor = Path.of("..", module, "target", "classes", "module-info.class");
      assertTrue(descriptor.toFile().exists(), descriptor + " is missing");
    }
  }
}
