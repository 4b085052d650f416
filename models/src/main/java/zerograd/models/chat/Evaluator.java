package zerograd.models.chat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import zerograd.models.chat.Rendered.Span;
import zerograd.models.chat.Statement.Target;
import zerograd.models.chat.Values.Callee;

/// Runs the statements of a template.
///
/// A variable lives in the innermost `for` round, macro or caught block around the `{% set %}` that made it; an `if`
/// is none of these. Macros see the variables of the place where they are defined.
final class Evaluator {

  /// The variables of one place; those of the place around it are seen too.
  static final class Frame {
    private final Frame outer;
    private final Map<String, Object> variables = new HashMap<>();

    Frame(Frame outer) { this.outer = outer; }

    void set(String name, Object value) { variables.put(name, value); }

    /// Null if there is none; a variable that is None is [#NONE].
    private Object find(String name) {
      for (Frame frame = this; frame != null; frame = frame.outer) {
        if (frame.variables.containsKey(name)) {
          Object value = frame.variables.get(name);
          return value == null ? NONE : value;
        }
      }
      return null;
    }

    private static final Object NONE = new Object();

    Object get(String name) {
      Object value = find(name);
      if (value == null) return Globals.missing(name);
      return value == NONE ? null : value;
    }
  }

  private enum Flow {
    ON, BREAK, CONTINUE
  }

  private final Budget budget;
  private final Computation computation;
  private final StringBuilder main = new StringBuilder();
  private final List<Span> spans = new ArrayList<>();

  private Evaluator(Budget budget) {
    this.budget = budget;
    computation = new Computation(budget);
  }

  /// @throws TemplateException if the template refuses its input, or cannot work with it
  static Rendered render(List<Statement> template, Map<String, Object> variables, Globals globals) {
    Budget budget = new Budget();
    Evaluator evaluator = new Evaluator(budget);
    Frame names = new Frame(null);
    globals.define(names, budget);
    Frame context = new Frame(names);
    try {
      variables.forEach((name, value) -> context.set(name, Values.of(value, 0)));
      evaluator.run(template, context, evaluator.main);
    } catch (Failure failure) {
      throw new TemplateException(1, failure.getMessage());
    }
    return new Rendered(evaluator.main.toString(), List.copyOf(evaluator.spans));
  }

  private Flow run(List<Statement> statements, Frame frame, StringBuilder out) {
    budget.enter();
    for (Statement statement : statements) {
      budget.step();
      Flow flow = run(statement, frame, out);
      if (flow != Flow.ON) {
        budget.leave();
        return flow;
      }
    }
    budget.leave();
    return Flow.ON;
  }

  private Flow run(Statement statement, Frame frame, StringBuilder out) {
    switch (statement) {
      case Statement.Text text -> append(out, text.text());
      case Statement.Output output -> at(output.value().line(),
          () -> append(out, Values.text(computation.value(output.value(), frame))));
      case Statement.If choice -> {
        return choose(choice, frame, out);
      }
      case Statement.For loop -> loop(loop, frame, out);
      case Statement.Assign assign -> at(assign.line(),
          () -> assign(assign.target(), computation.value(assign.value(), frame), frame));
      case Statement.Capture capture -> at(capture.line(), () -> {
        Object text = captured(capture.body(), frame);
        assign(capture.target(),
            capture.filter() == null ? text : computation.filtered(capture.filter(), text, frame),
            frame);
      });
      case Statement.Filtered filtered -> at(filtered.filter().line(), () -> append(out,
          Values.text(computation.filtered(filtered.filter(), captured(filtered.body(), frame), frame))));
      case Statement.With with -> {
        Frame inner = new Frame(frame);
        for (int i = 0; i < with.targets().size(); i++) {
          Object value = computation.value(with.values().get(i), frame);
          Target target = with.targets().get(i);
          at(with.line(), () -> assign(target, value, inner));
        }
        return run(with.body(), inner, out);
      }
      case Statement.Macro macro -> frame.set(macro.name(), callee(macro, frame));
      case Statement.Generated generated -> generate(generated, frame, out);
      case Statement.Break _ -> {
        return Flow.BREAK;
      }
      case Statement.Continue _ -> {
        return Flow.CONTINUE;
      }
    }
    return Flow.ON;
  }

  private static void at(int line, Runnable body) {
    try {
      body.run();
    } catch (Failure failure) {
      throw new TemplateException(line, failure.getMessage());
    }
  }

  private void append(StringBuilder out, String text) {
    budget.spend(text.length() >> 4);
    if ((long) out.length() + text.length() > Budget.LONGEST_TEXT) budget.text(Long.MAX_VALUE);
    out.append(text);
  }

  private String captured(List<Statement> body, Frame frame) {
    StringBuilder text = new StringBuilder();
    run(body, new Frame(frame), text);
    return text.toString();
  }

  private Flow choose(Statement.If choice, Frame frame, StringBuilder out) {
    for (int i = 0; i < choice.conditions().size(); i++) {
      if (Values.truth(computation.value(choice.conditions().get(i), frame)))
        return run(choice.bodies().get(i), frame, out);
    }
    return choice.bodies().size() > choice.conditions().size()
        ? run(choice.bodies().getLast(), frame, out)
        : Flow.ON;
  }

  private void loop(Statement.For loop, Frame frame, StringBuilder out) {
    at(loop.line(), () -> {
      List<Object> items = Values.items(computation.value(loop.items(), frame), budget);
      if (loop.condition() != null) items = chosen(loop, items, frame);
      if (items.isEmpty()) run(loop.otherwise(), new Frame(frame), out);
      LoopState state = new LoopState(items);
      for (Object item : items) {
        budget.step();
        Frame round = new Frame(frame);
        round.set("loop", state);
        assign(loop.target(), item, round);
        if (run(loop.body(), round, out) == Flow.BREAK) break;
        state.next();
      }
    });
  }

  private List<Object> chosen(Statement.For loop, List<Object> items, Frame frame) {
    List<Object> chosen = new ArrayList<>();
    for (Object item : items) {
      Frame trial = new Frame(frame);
      assign(loop.target(), item, trial);
      if (Values.truth(computation.value(loop.condition(), trial))) chosen.add(item);
    }
    return chosen;
  }

  private void assign(Target target, Object value, Frame frame) {
    switch (target) {
      case Target.Variable variable -> frame.set(variable.name(), value);
      case Target.Field field -> {
        if (!(frame.get(field.namespace()) instanceof Values.Namespace namespace))
          throw new Failure("%s is no namespace, so it has no fields to set", field.namespace());
        namespace.fields().put(field.field(), value);
      }
      case Target.Several several -> {
        List<Object> items = Values.items(value, budget);
        if (items.size() != several.targets().size())
          throw new Failure("%d values cannot be given to %d names", items.size(), several.targets().size());
        for (int i = 0; i < items.size(); i++) assign(several.targets().get(i), items.get(i), frame);
      }
    }
  }

  private Callee callee(Statement.Macro macro, Frame home) {
    return new Callee(macro.name(), arguments -> {
      Frame frame = new Frame(home);
      int required = macro.parameters().size() - macro.defaults().size();
      String[] parameters = macro.parameters().stream().map(name -> name + "?").toArray(String[]::new);
      Object[] bound = arguments.bind("macro " + macro.name(), parameters);
      for (int i = 0; i < bound.length; i++) {
        String name = macro.parameters().get(i);
        if (bound[i] == Arguments.ABSENT) {
          bound[i] = i < required
              ? new Undefined("parameter " + PythonText.repr(name) + " was not provided")
              : computation.value(macro.defaults().get(i - required), frame);
        }
        frame.set(name, bound[i]);
      }
      StringBuilder text = new StringBuilder();
      run(macro.body(), frame, text);
      return text.toString();
    });
  }

  private void generate(Statement.Generated generated, Frame frame, StringBuilder out) {
    if (out != main)
      throw new TemplateException(generated.line(),
          "{% generation %} inside a macro or a caught block is not supported");
    int begin = out.length();
    run(generated.body(), new Frame(frame), out);
    spans.add(new Span(begin, out.length()));
  }

  /// `loop`, inside a loop.
  static final class LoopState {
    private final List<Object> items;
    private int index;
    private Object[] seen;

    LoopState(List<Object> items) { this.items = items; }

    private void next() { index++; }

    Object attribute(String name, Budget budget) {
      int length = items.size();
      return switch (name) {
        case "index" -> index + 1L;
        case "index0" -> (long) index;
        case "revindex" -> (long) length - index;
        case "revindex0" -> length - index - 1L;
        case "first" -> index == 0;
        case "last" -> index == length - 1;
        case "length" -> (long) length;
        case "depth" -> 1L;                                  // counts recursive loops, which are refused
        case "depth0" -> 0L;
        case "previtem" -> index > 0 ? items.get(index - 1) : new Undefined("there is no previous item");
        case "nextitem" -> index + 1 < length ? items.get(index + 1) : new Undefined("there is no next item");
        case "cycle" -> new Callee("loop.cycle", arguments -> {
          List<Object> values = arguments.positional();
          if (values.isEmpty()) throw new Failure("loop.cycle needs values");
          return values.get(index % values.size());
        });
        case "changed" -> new Callee("loop.changed", arguments -> {
          Object[] now = arguments.positional().toArray();
          boolean same = seen != null
              && Values.equal(java.util.Arrays.asList(seen), java.util.Arrays.asList(now), budget);
          seen = now;
          return !same;
        });
        default -> Undefined.attribute(this, name);
      };
    }
  }
}
