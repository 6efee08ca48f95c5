using System.Collections.Immutable;
using PopPK.Language.Nonmem.Code.Syntax;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Language.Nonmem.Code.Execution;

/// <summary>
/// Runs a record's code with expressions instead of numbers: afterwards every variable has one expression. IF becomes a choice between
/// the values of its branches, loops are written out, what depends on the step (ICALL) is decided for estimation. One owner.
/// </summary>
internal sealed class CodeExecutor
{
    private const int MostStatements = 20_000;
    private readonly CodeWorld _world;
    private readonly CodeScope _scope;
    private readonly CodeEvaluator _evaluator;
    private readonly DiagnosticBag _diagnostics;
    private readonly HashSet<string> _notes = [];
    private int _executed;
    private int _depth;
    private bool _isStopped;

    private CodeExecutor(CodeWorld world, CodeScope scope, DiagnosticBag diagnostics)
    {
        (_world, _scope, _diagnostics) = (world, scope, diagnostics);
        _evaluator = new CodeEvaluator(world, scope, diagnostics);
    }

    /// <summary>Runs code.</summary>
    /// <param name="block">The code.</param>
    /// <param name="world">What it sees beside its variables.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    /// <param name="before">What is known of the values variables had at the record before; null: nothing.</param>
    /// <returns>The variables and their values.</returns>
    public static CodeScope Run(CodeBlock block, CodeWorld world, DiagnosticBag diagnostics, IReadOnlyDictionary<string, Expr>? before = null)
    {
        var scope = new CodeScope(world, AssignmentCount.Of(block.Statements), before ?? ImmutableDictionary<string, Expr>.Empty);
        new CodeExecutor(world, scope, diagnostics).Execute(block.Statements);
        scope.Finish();
        return scope;
    }

    private void Execute(ImmutableArray<CodeStatement> statements)
    {
        foreach (var statement in statements)
        {
            if (_isStopped)
            {
                return;
            }

            if (++_executed > MostStatements)
            {
                _diagnostics.Add(NonmemCodeDiagnostics.LoopTooLong(statement.Location, MostStatements));
                _isStopped = true;
                return;
            }

            Execute(statement);
        }
    }

    private void Execute(CodeStatement statement)
    {
        switch (statement)
        {
            case AssignmentCode assignment:
                Assign(assignment);
                break;
            case IfCode choice:
                Choose(choice);
                break;
            case DoWhileCode loop:
                Repeat(loop);
                break;
            case CallCode call:
                _diagnostics.Add(NonmemCodeDiagnostics.CallRefused(call.Location, call.Name));
                break;
            case ForeignCode foreign:
                _diagnostics.Add(NonmemCodeDiagnostics.Foreign(foreign.Location, foreign.Word));
                break;
            case ExitCode exit:
                if (_notes.Add("EXIT"))
                {
                    _diagnostics.Add(NonmemCodeDiagnostics.ExitIgnored(exit.Location));
                }

                break;
            case PhraseCode phrase when CallRules.Of(phrase) is null:
                _diagnostics.Add(NonmemCodeDiagnostics.PhraseUnknown(phrase.Location, phrase.Words));
                break;
        }
    }

    private void Assign(AssignmentCode assignment)
    {
        var target = assignment.Target;
        if (_world.WhyReadOnly(target.Name) is { } why)
        {
            _diagnostics.Add(NonmemCodeDiagnostics.ReadOnly(target.Location, target.Name, why));
            return;
        }

        var value = _evaluator.Evaluate(assignment.Value);
        if (target.HasArguments && !_world.IsArray(target.Name))
        {
            _diagnostics.Add(NonmemCodeDiagnostics.UnknownFunction(target.Location, target.Name, null));
        }
        else if (_evaluator.KeyOf(target) is { } key)
        {
            Set(key, value, target.Location);
        }
    }

    private void Set(string key, Expr value, TextLocation at)
    {
        _scope.Locations.TryAdd(key, at);
        if (_depth == 0)
        {
            _scope.Define(key, value, at);
        }
        else
        {
            _scope.Values[key] = value;
        }
    }

    private void Choose(IfCode choice)
    {
        var before = _scope.Values;
        var branches = new List<(Truth Condition, Dictionary<string, Expr> Values)>();
        Dictionary<string, Expr>? last = null;
        foreach (var (condition, body) in choice.Branches)
        {
            var truth = _evaluator.EvaluateCondition(condition);
            if (truth.Known == false)
            {
                NoteOtherStep(condition);
                continue;
            }

            if (truth.Known == true && branches.Count == 0)
            {
                // What is always done is done as if there were no IF.
                Execute(body);
                return;
            }

            var values = ExecuteBranch(body, before);
            if (truth.Known == true)
            {
                last = values;
                break;
            }

            branches.Add((truth, values));
        }

        if (branches.Count == 0)
        {
            Execute(choice.Otherwise);
            return;
        }

        last ??= ExecuteBranch(choice.Otherwise, before);
        Merge(before, branches, last, choice.Location);
    }

    private Dictionary<string, Expr> ExecuteBranch(ImmutableArray<CodeStatement> body, Dictionary<string, Expr> before)
    {
        _scope.Values = new Dictionary<string, Expr>(before);
        _depth++;
        Execute(body);
        _depth--;
        var values = _scope.Values;
        _scope.Values = before;
        return values;
    }

    private void Merge(
        Dictionary<string, Expr> before, List<(Truth Condition, Dictionary<string, Expr> Values)> branches, Dictionary<string, Expr> last, TextLocation at)
    {
        var changed = branches.Select(b => b.Values).Append(last)
            .SelectMany(values => values.Where(v => !ReferenceEquals(before.GetValueOrDefault(v.Key), v.Value)).Select(v => v.Key))
            .Distinct()
            .ToArray();
        foreach (var key in changed)
        {
            Expr ValueIn(Dictionary<string, Expr> values) => values.TryGetValue(key, out var value) ? value : _scope.CarriedOf(key);
            if (branches is [var first] && !last.ContainsKey(key) && _scope.IsAssignedOnce(key) && !_world.IsAssignedElsewhere(key)
                && _world.AtFirstRecord(first.Condition.Condition, ValueIn(first.Values)) is { } kept)
            {
                Set(key, kept, _scope.Locations.GetValueOrDefault(key, at));
                continue;
            }

            var merged = ValueIn(last);
            for (var i = branches.Count - 1; i >= 0; i--)
            {
                var value = ValueIn(branches[i].Values);
                merged = AreSame(value, merged) ? merged : Expr.Select(branches[i].Condition.Condition, value, merged);
            }

            Set(key, merged, _scope.Locations.GetValueOrDefault(key, at));
        }
    }

    private static bool AreSame(Expr a, Expr b) =>
        ReferenceEquals(a, b)
        || (a is ConstantExpr x && b is ConstantExpr y && x.Value.Equals(y.Value))
        || (a is SymbolExpr s && b is SymbolExpr t && s.Symbol == t.Symbol);

    private void Repeat(DoWhileCode loop)
    {
        _depth++;
        while (!_isStopped)
        {
            var truth = _evaluator.EvaluateCondition(loop.Condition);
            if (truth.Known is null)
            {
                _diagnostics.Add(NonmemCodeDiagnostics.LoopNotConstant(loop.Condition.Location));
            }

            if (truth.Known != true)
            {
                break;
            }

            // An empty body never ends its loop.
            if (++_executed > MostStatements)
            {
                _diagnostics.Add(NonmemCodeDiagnostics.LoopTooLong(loop.Location, MostStatements));
                _isStopped = true;
            }

            Execute(loop.Body);
        }

        _depth--;
    }

    private void NoteOtherStep(CodeExpression condition)
    {
        if (Mentions(condition, "ICALL") && _notes.Add("ICALL"))
        {
            _diagnostics.Add(NonmemCodeDiagnostics.OtherTask(condition.Location, "other steps than estimation, such as simulation"));
        }
        else if (Mentions(condition, "COMACT") && _notes.Add("COMACT"))
        {
            _diagnostics.Add(NonmemCodeDiagnostics.OtherTask(condition.Location, "tables made after the run"));
        }
    }

    private static bool Mentions(CodeExpression code, string name) => code switch
    {
        NameCode n => n.Name == name || n.Arguments.Any(a => Mentions(a, name)),
        UnaryCode u => Mentions(u.Operand, name),
        BinaryCode b => Mentions(b.Left, name) || Mentions(b.Right, name),
        _ => false,
    };
}
