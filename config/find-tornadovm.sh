# Sourced by ./mvnw and ./zerograd: sets TORNADOVM_HOME to the SDK that SDKMAN installed, if there is one and no other is named.

if [ -z "${TORNADOVM_HOME:-}" ] && [ -f "${HOME:-}/.sdkman/candidates/tornadovm/current/tornado-argfile" ]; then
  TORNADOVM_HOME=$HOME/.sdkman/candidates/tornadovm/current
  export TORNADOVM_HOME
fi
