using System.Collections.Immutable;
using PopPK.Language.Poppk.Syntax;
using PopPK.Modeling;
using PopPK.Text;

namespace PopPK.Language.Poppk.Binding;

/// <summary>Binds the sections <c>variability by ...</c>; one for all of them.</summary>
/// <param name="context">What all binders share.</param>
internal sealed class VariabilityBinder(BindingContext context)
{
    private readonly CovarianceBinder _covariances = new(context);
    private readonly List<RandomEffectBlock> _earlier = [];

    /// <summary>Binds the blocks of a section.</summary>
    /// <param name="section">The section.</param>
    public IEnumerable<RandomEffectBlock> Bind(VariabilitySyntax section)
    {
        foreach (var syntax in section.Blocks)
        {
            var effects = syntax.Names.Select(n => new RandomEffect(context.Names.Declare(n, NameKind.RandomEffect)) { Location = context.At(n) });
            var sameAs = syntax.SameAs.IsEmpty ? null : FindEarlier(syntax);
            var own = sameAs is null ? _covariances.Bind(syntax) : [];
            var block = new RandomEffectBlock(section.Grouping?.Text ?? "ID", [.. effects], own, syntax.IsFixed)
            {
                Within = section.Within?.Text,
                SameAs = sameAs,
            };
            if (sameAs is { } index)
            {
                block = block with { InitialCovariance = _earlier[index].InitialCovariance, IsFixed = _earlier[index].IsFixed };
            }

            _earlier.Add(block);
            yield return block;
        }
    }

    // A block that is the same as one that is the same as a third shares the third's matrix.
    private int? FindEarlier(RandomEffectSyntax syntax)
    {
        var index = _earlier.FindIndex(b => b.Effects.Select(e => e.Name).SequenceEqual(syntax.SameAs.Select(n => n.Text)));
        if (index >= 0 && _earlier[index].Size == syntax.Names.Length)
        {
            return _earlier[index].SameAs ?? index;
        }

        if (index >= 0)
        {
            context.Report(LanguageDiagnostics.SameOfOtherSize(context.At(syntax), syntax.Names.Length, _earlier[index].Size));
            return null;
        }

        foreach (var name in syntax.SameAs)
        {
            var names = _earlier.SelectMany(b => b.Effects).Select(e => e.Name).ToImmutableArray();
            if (!names.Contains(name.Text))
            {
                context.Report(LanguageDiagnostics.SameOfUnknown(context.At(name), name.Text, Suggestion.Nearest(name.Text, names)));
                return null;
            }
        }

        var whole = _earlier.First(b => b.Effects.Any(e => e.Name == syntax.SameAs[0].Text));
        context.Report(LanguageDiagnostics.SameOfNoBlock(
            context.At(syntax.SameAs[0].Span.Union(syntax.SameAs[^1].Span)), string.Join(", ", whole.Effects.Select(e => e.Name))));
        return null;
    }
}
