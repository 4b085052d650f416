# Sourced by ./mvnw and ./zerograd: sets JAVA_HOME to a JDK of version 25 or later, or says in one sentence what to install.

jdk_version() {   # jdk_version FOLDER: the feature version of the JDK there, or nothing
  [ -x "$1/bin/javac" ] && [ -f "$1/release" ] && sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

find_jdk() {
  for home in "${JAVA25_HOME:-}" "${JAVA_HOME:-}" \
    "$(command -v javac >/dev/null 2>&1 && dirname "$(dirname "$(readlink -f "$(command -v javac)" 2>/dev/null)")")" \
    /usr/lib/jvm/* /usr/java/* /opt/*jdk* /opt/java/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    "$HOME"/.asdf/installs/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    [ -n "$home" ] || continue
    version=$(jdk_version "$home")
    if [ -n "$version" ] && [ "$version" -ge 25 ]; then
      JAVA_HOME=$home
      export JAVA_HOME
      return 0
    fi
  done
  echo "Zerograd needs a JDK of version 25 or later and found none; install one (for example Temurin 25) or set JAVA25_HOME to its folder." >&2
  return 1
}

find_jdk || exit 1
