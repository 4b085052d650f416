package zerograd.tests.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The project's own compiled classes, and what each refers to.
final class CompiledClasses {

  /// The modules of the engine, bottom up.
  static final List<String> ENGINE = EngineModules.NAMES;

  private static final Pattern TYPE_IN_DESCRIPTOR = Pattern.compile("L([\\w/$]+);");

  /// One class: its module's folder, its name with dots, and the names of all classes in its constant pool.
  record Compiled(String module, String name, Set<String> references, ClassModel model) {

    String packageName() { return name.substring(0, name.lastIndexOf('.')); }

    /// The name of the outermost class.
    String topLevel() { return name.contains("$") ? name.substring(0, name.indexOf('$')) : name; }
  }

  private CompiledClasses() {}

  static List<Compiled> of(List<String> modules) {
    List<Compiled> found = new ArrayList<>();
    for (String module : modules) {
      Path classes = Path.of("..", module, "target", "classes");
      try (Stream<Path> files = Files.walk(classes)) {
        files.filter(file -> file.toString().endsWith(".class") && !file.endsWith("module-info.class"))
            .forEach(file -> found.add(read(module, file)));
      } catch (IOException e) {
        throw new UncheckedIOException(
            "the classes of " + module + " are read from " + classes.toAbsolutePath(), e);
      }
    }
    return found;
  }

  private static Compiled read(String module, Path file) {
    try {
      ClassModel model = ClassFile.of().parse(file);
      Set<String> references = new TreeSet<>();
      for (PoolEntry entry : model.constantPool()) {
        switch (entry) {
          case ClassEntry type -> references.add(plain(type.asInternalName()));
          case Utf8Entry text -> {
            Matcher types = TYPE_IN_DESCRIPTOR.matcher(text.stringValue());
            while (types.find())
              references.add(plain(types.group(1)));
          }
          default -> {
          }
        }
      }
      return new Compiled(module, plain(model.thisClass().asInternalName()), references, model);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String plain(String internalName) {
    return internalName.replaceAll("^\\[+L?|;$", "").replace('/', '.');
  }
}
