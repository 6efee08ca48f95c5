using System.Collections.Immutable;
using System.Globalization;
using PopPK.Language.Poppk.Syntax;
using PopPK.Modeling;
using PopPK.Symbolics;
using PopPK.Text;

namespace PopPK.Language.Poppk.Binding;

/// <summary>Binds the section <c>model</c>: title, method and the reference to the data.</summary>
/// <param name="context">What all binders share.</param>
internal sealed class HeaderBinder(BindingContext context)
{
    /// <summary>The only item of its kind, or null; reports further ones.</summary>
    /// <typeparam name="TItem">The kind.</typeparam>
    /// <param name="items">The items of the section.</param>
    /// <param name="name">What such an item is called in messages.</param>
    public TItem? Single<TItem>(ImmutableArray<HeaderItemSyntax> items, string name)
        where TItem : HeaderItemSyntax
    {
        var found = items.OfType<TItem>().ToImmutableArray();
        foreach (var extra in found.Skip(1))
        {
            context.Report(LanguageDiagnostics.RepeatedClause(context.At(extra), name, context.LineOf(found[0])));
        }

        return found.FirstOrDefault();
    }

    /// <summary>The estimation methods in lower case, separated by commas, or null.</summary>
    /// <param name="items">The items of the section.</param>
    public string? BindMethod(ImmutableArray<HeaderItemSyntax> items) =>
        Single<MethodSyntax>(items, "method") is { Steps.IsEmpty: false } method ? string.Join(",", method.Steps.Select(BindMethod)) : null;

    private string BindMethod(MethodStepSyntax step)
    {
        var name = step.Name.Text.ToLowerInvariant();
        if (!Vocabulary.Methods.Contains(name))
        {
            context.Report(LanguageDiagnostics.UnknownMethod(
                context.At(step.Name), step.Name.Text, Suggestion.Nearest(step.Name.Text, Vocabulary.Methods)));
            return name;
        }

        if (step.Nodes is not { } nodes)
        {
            return name;
        }

        if (name != Vocabulary.Quadrature)
        {
            context.Report(LanguageDiagnostics.MethodWithoutNodes(context.At(step), name));
        }
        else if (!double.IsInteger(nodes.Value) || nodes.Value is < 1 or > Vocabulary.MostNodes)
        {
            context.Report(LanguageDiagnostics.NodesOutsideRange(context.At(nodes), nodes.Value));
        }

        return $"{name}({nodes.Value.ToString(CultureInfo.InvariantCulture)})";
    }

    /// <summary>The reference to the data, or null without a <c>data</c> clause.</summary>
    /// <param name="items">The items of the section.</param>
    public DataReference? BindData(ImmutableArray<HeaderItemSyntax> items)
    {
        var data = Single<DataSyntax>(items, "data");
        var where = Single<WhereSyntax>(items, "where");
        if (data is null)
        {
            foreach (var clause in items.Where(i => i is WhereSyntax or DropSyntax or RenameSyntax))
            {
                context.Report(LanguageDiagnostics.ClauseWithoutData(context.At(clause)));
            }

            return null;
        }

        if (data.Path is { Value: "" } path)
        {
            context.Report(LanguageDiagnostics.EmptyDataPath(context.At(path)));
        }

        var columns = new List<Symbol>();
        return new DataReference(data.Path?.Value ?? "")
        {
            Filter = where is null ? null : BindFilter(where, columns),
            FilterColumns = [.. columns],
            Renamed = BindRenamed(items),
            Dropped = [.. items.OfType<DropSyntax>().SelectMany(d => d.Columns).Select(c => c.Text)],
            Location = context.At(data),
        };
    }

    private Condition BindFilter(WhereSyntax where, List<Symbol> columns)
    {
        var binder = new ExpressionBinder(context, name =>
        {
            var column = columns.Find(c => c.Name == name.Text);
            if (column is null)
            {
                column = new Symbol(name.Text);
                columns.Add(column);
            }

            return column;
        });
        return binder.BindCondition(where.Condition);
    }

    private ImmutableSortedDictionary<string, string> BindRenamed(ImmutableArray<HeaderItemSyntax> items)
    {
        var renamed = ImmutableSortedDictionary.CreateBuilder<string, string>();
        foreach (var (name, column) in items.OfType<RenameSyntax>().SelectMany(r => r.Pairs))
        {
            if (!renamed.TryAdd(name.Text, column.Text))
            {
                context.Report(LanguageDiagnostics.RenamedTwice(context.At(name), name.Text, renamed[name.Text]));
            }
        }

        return renamed.ToImmutable();
    }
}
