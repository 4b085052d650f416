package zerograd.cli.recipe;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import zerograd.rl.reward.Reward;

/// Rewards that users write: a Java file beside the recipe, or a class of a JAR or of the class path.
///
///     public final class Brevity implements Reward {
///       public double score(Sample sample) { return -sample.response().length(); }
///     }
///
/// It has a public constructor without arguments. A file is compiled when the recipe is read; nothing of it is kept.
final class UserReward {

  private static final String SOURCE = ".java", CLASS = ".class";

  private UserReward() {}

  /// The reward that a term of a recipe names.
  ///
  /// @param folder what its paths are relative to
  /// @param place where the term stands in the recipe, for messages
  /// @throws RecipeException if there is no such class, or it is no reward
  static Reward load(Recipe.RewardTermPart term, Path folder, String place) throws IOException {
    if (!term.java().endsWith(SOURCE)) {
      return term.jar() == null
          ? instance(UserReward.class.getClassLoader(), term.java(), place)
          : instance(loader(existing(folder.resolve(term.jar()), place + ".jar")), term.java(), place);
    }
    Path source = existing(folder.resolve(term.java()), place + ".java");
    Map<String, byte[]> classes = compiled(source, place);
    return instance(new Compiled(classes), className(source, classes, place), place);
  }

  /// Classes that are nowhere but in memory.
  private static final class Compiled extends ClassLoader {
    private final Map<String, byte[]> classes;

    Compiled(Map<String, byte[]> classes) {
      super(UserReward.class.getClassLoader());
      this.classes = classes;
    }

    @Override protected Class<?> findClass(String name) throws ClassNotFoundException {
      byte[] code = classes.get(name);
      if (code == null) throw new ClassNotFoundException(name);
      return defineClass(name, code, 0, code.length);
    }
  }

  private static Path existing(Path file, String place) {
    if (!Files.isRegularFile(file))
      throw new RecipeException(place + " names " + file + ", which is not a file");
    return file;
  }

  private static ClassLoader loader(Path jar) throws IOException {
    return new URLClassLoader(new URL[]{jar.toUri().toURL()}, UserReward.class.getClassLoader());
  }

  /// The classes of a source file by their names; the folder they are compiled into is gone afterwards.
  private static Map<String, byte[]> compiled(Path source, String place) throws IOException {
    Path folder = Files.createTempDirectory("zerograd-reward");
    try {
      compile(source, folder, place);
      Map<String, byte[]> classes = new TreeMap<>();
      for (Path file : inside(folder)) {
        String name = folder.relativize(file).toString();
        if (name.endsWith(CLASS))
          classes.put(withoutEnd(name, CLASS).replace(File.separatorChar, '.'), Files.readAllBytes(file));
      }
      return classes;
    } finally {
      for (Path file : inside(folder).reversed()) Files.delete(file);
    }
  }

  private static List<Path> inside(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.sorted().toList();
    }
  }

  private static String withoutEnd(String name, String end) {
    return name.substring(0, name.length() - end.length());
  }

  private static void compile(Path source, Path classes, String place) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new RecipeException(
          place + ".java is source code, which needs a JDK to compile; name a class and its jar instead");
    }
    DiagnosticCollector<JavaFileObject> messages = new DiagnosticCollector<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(messages, Locale.ROOT, null)) {
      List<String> options = List.of("-d", classes.toString(), "-cp", classPath(), "-proc:none");
      boolean isCompiled = compiler
          .getTask(null, files, messages, options, null, files.getJavaFileObjects(source)).call();
      if (isCompiled) return;
    }
    throw new RecipeException(
        messages.getDiagnostics().stream().filter(m -> m.getKind() == Diagnostic.Kind.ERROR).findFirst()
            .map(error -> "%s.java does not compile: %s line %d: %s".formatted(place, source.getFileName(),
                error.getLineNumber(),
                error.getMessage(Locale.ROOT).lines().findFirst().orElse("")))
            .orElse(place + ".java does not compile"));
  }

  /// What this program runs from, as one class path.
  private static String classPath() {
    return Stream.of("java.class.path", "jdk.module.path").map(name -> System.getProperty(name, ""))
        .filter(path -> !path.isEmpty()).collect(Collectors.joining(File.pathSeparator));
  }

  /// The class of the file's name, in the package that the file says.
  private static String className(Path source, Map<String, byte[]> classes, String place) {
    String simple = withoutEnd(source.getFileName().toString(), SOURCE);
    return classes.keySet().stream().filter(name -> name.equals(simple) || name.endsWith("." + simple))
        .findFirst()
        .orElseThrow(() -> new RecipeException(
            place + ".java needs a class of the file's name, " + simple + ", in " + source));
  }

  private static Reward instance(ClassLoader loader, String name, String place) {
    try {
      Object instance = Class.forName(name, true, loader).getConstructor().newInstance();
      if (instance instanceof Reward reward) return reward;
      throw new RecipeException(
          place + ".java names " + name + ", which does not implement zerograd.rl.reward.Reward");
    } catch (ClassNotFoundException absent) {
      throw new RecipeException(
          place + ".java names " + name + ", which is no class here; say in which jar it is");
    } catch (InvocationTargetException failed) {
      throw new RecipeException(
          place + ".java: the constructor of " + name + " failed: " + failed.getCause().getMessage());
    } catch (ReflectiveOperationException | LinkageError unusable) {
      throw new RecipeException(
          place + ".java: " + name
              + " needs to be public and to have a public constructor without arguments");
    }
  }
}
